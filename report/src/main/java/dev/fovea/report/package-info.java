// SPDX-License-Identifier: Apache-2.0
/**
 * What a run leaves behind: {@link dev.fovea.report.RunRecorder} listens to a trainer and fills a
 * {@link dev.fovea.report.folder.RunFolder}; {@code console} shows the run while it goes on; {@link
 * dev.fovea.report.RunReport} adds what can be said when it is over.
 *
 * <p>Invariants: everything in a run folder can be made again from its checkpoint and {@code
 * args.yaml}, so a run that was killed at any moment can go on; each file is whole or absent.
 */
package dev.fovea.report;
