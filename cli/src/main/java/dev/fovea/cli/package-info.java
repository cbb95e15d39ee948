// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code fovea} command: turns a command line into calls of the other modules.
 *
 * <p>Read {@link dev.fovea.cli.Fovea} first. Results go to standard output, everything said on the
 * way to standard error; exit code 0 is success, 1 a failure, 2 a mistake on the command line.
 */
package dev.fovea.cli;
