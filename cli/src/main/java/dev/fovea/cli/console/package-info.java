// SPDX-License-Identifier: Apache-2.0
/**
 * What the commands share when they speak: {@link dev.fovea.cli.console.Output} for results as text
 * or JSON, tables, units, and {@link dev.fovea.cli.console.UsageException} for a wrong command
 * line.
 *
 * <p>Invariant: with {@code --json}, standard output carries JSON and nothing else.
 */
package dev.fovea.cli.console;
