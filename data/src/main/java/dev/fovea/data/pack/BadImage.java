// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.listing.Sample;

/**
 * An image file that could not be read.
 *
 * @param reason one line that names the file
 */
public record BadImage(Sample sample, String reason) {}
