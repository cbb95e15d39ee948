// SPDX-License-Identifier: Apache-2.0
/**
 * {@code fovea doctor}: what Fovea finds on this machine, what is missing, and the fix.
 *
 * <p>Read {@link dev.fovea.cli.doctor.Diagnosis} first: it asks each probe for its record. A probe
 * never fails: what it cannot find out it leaves empty, what is wrong becomes a {@link
 * dev.fovea.cli.doctor.Problem}.
 */
package dev.fovea.cli.doctor;
