// SPDX-License-Identifier: Apache-2.0
/**
 * From a dataset's name to the dataset: {@link dev.fovea.data.catalogue.Catalogue} lists what is
 * known, {@link dev.fovea.data.catalogue.Cache} keeps unpacked files, and {@link
 * dev.fovea.data.catalogue.Source}s supply the ones missing, tried in order.
 *
 * <pre>
 * --data-dir                      read in place, must match the catalogue
 * else cache, filled from:        system folder -> mirrors -> system package
 * </pre>
 *
 * <p>Invariants: a file is known by the SHA-256 of its unpacked content, since packers differ; it
 * appears in the cache whole and verified, or not at all; nothing here prints.
 */
package dev.fovea.data.catalogue;
