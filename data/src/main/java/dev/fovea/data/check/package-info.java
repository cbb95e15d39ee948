// SPDX-License-Identifier: Apache-2.0
/**
 * What is wrong with a dataset before anything is trained on it: {@link
 * dev.fovea.data.check.DataCheck} looks at every image once, {@link
 * dev.fovea.data.check.CheckResult} is what it found. Invariant: the result does not depend on the
 * number of threads.
 */
package dev.fovea.data.check;
