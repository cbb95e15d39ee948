// SPDX-License-Identifier: Apache-2.0
/**
 * The folder of a run and the files that say how it was made: {@link
 * dev.fovea.report.folder.RunFolder}, {@link dev.fovea.report.folder.RunArgs}, {@link
 * dev.fovea.report.folder.Manifest}.
 *
 * <pre>
 * args.yaml       every option, resolved; written first, so a run can always be made again
 * model.yaml      the network, when it came from a file; args.yaml names it then
 * manifest.json   versions, machine, data
 * results.csv     a row an epoch
 * result.json     final figures; there only when the run is complete
 * weights/        best.safetensors (by the figure watched), last and pretrained.safetensors
 * checkpoints/    last.safetensors
 * plots/          curves.png during the run; lr, confusion, classes, calibration in the end
 * events.out...   scalars and plots for TensorBoard
 * metrics.json    everything measured with the weights to use, in the end
 * report.html     all of it on one page
 * replaced-run/   the run that this one replaces, until this one has a checkpoint
 * </pre>
 */
package dev.fovea.report.folder;
