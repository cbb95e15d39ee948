// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code fovea} command: turns a command line into calls of the other modules.
 *
 * <p>Read {@link dev.fovea.cli.Fovea} first. Results go to standard output, and so does the
 * progress of {@code train} unless {@code --json} has that to itself; what is said on the way goes
 * to standard error. Exit code 0 is success, 1 a failure, 2 a mistake on the command line, 130 and
 * 143 the end by Ctrl-C and SIGTERM.
 */
package dev.fovea.cli;
