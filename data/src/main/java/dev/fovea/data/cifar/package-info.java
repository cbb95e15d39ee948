// SPDX-License-Identifier: Apache-2.0
/**
 * CIFAR-10 and CIFAR-100 in their binary form: {@link dev.fovea.data.cifar.CifarKind} says what the
 * files are, {@link dev.fovea.data.cifar.CifarFiles} reads them from the published archive or from
 * the folder it unpacks to. Invariant: nothing is allocated by what a file claims.
 */
package dev.fovea.data.cifar;
