// SPDX-License-Identifier: Apache-2.0
/** Rules of the whole code base; they live in {@code cli}, whose class path holds every module. */
package dev.fovea.cli.rules;
