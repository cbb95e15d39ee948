// SPDX-License-Identifier: Apache-2.0
/**
 * The commands around a run: {@code train} makes one, {@code evaluate}, {@code predict} and {@code
 * inspect} use what it has learnt, {@code runs}, {@code compare} and {@code reproduce} look at what
 * it left behind.
 *
 * <p>Read {@link dev.fovea.cli.run.TrainCommand} first. Invariant: everything that can be checked
 * without the data is checked before the data is fetched, and a run that fails before its first
 * checkpoint leaves nothing behind.
 */
package dev.fovea.cli.run;
