// SPDX-License-Identifier: Apache-2.0
/**
 * The zoo: every network of the study notes, a family a file.
 *
 * <p>Read {@link dev.fovea.models.Zoo} (the list) and {@link dev.fovea.models.LeNet} (the pattern:
 * a record of the family's options that builds a {@link dev.fovea.nn.Block}); {@link
 * dev.fovea.models.Parts} are the blocks for networks of one's own. Invariants: parameter paths,
 * order and shapes are torchvision's where torchvision has the model; input channels and size are
 * read from the input when tracing; an entry holds no weights. The counters {@code
 * num_batches_tracked} of PyTorch's checkpoints are no tensors of a graph: whoever reads a file
 * drops them, whoever writes one for PyTorch adds them.
 */
package dev.fovea.models;
