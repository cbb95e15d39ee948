// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

/**
 * Something that is not as it should be.
 *
 * @param needed whether Fovea cannot work without it
 * @param what the fact, with numbers
 * @param fix what to do about it
 */
record Problem(boolean needed, String what, String fix) {
  static Problem missing(String what, String fix) {
    return new Problem(true, what, fix);
  }

  static Problem warning(String what, String fix) {
    return new Problem(false, what, fix);
  }
}
