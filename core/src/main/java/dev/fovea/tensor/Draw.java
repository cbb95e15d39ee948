// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.nio.charset.StandardCharsets;

/**
 * Counter-based random numbers: every draw is a pure function of (seed, stream, counter), so the
 * order in which threads ask cannot change what they get.
 *
 * <p>The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014), applied to
 * each of the three words in turn.
 */
public final class Draw {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draw() {}

  /** 64 uniformly distributed bits. */
  public static long bits(long seed, long stream, long counter) {
    return mix(mix(mix(seed + GOLDEN) ^ stream) + GOLDEN * (counter + 1));
  }

  /** A stream number for a name, for example a parameter path: FNV-1a over its UTF-8 bytes. */
  public static long stream(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  public static double uniform(long seed, long stream, long counter) {
    return (bits(seed, stream, counter) >>> 11) * 0x1.0p-53;
  }

  /**
   * Uniform in [0, 1) number {@code counter} of the sequence that {@code start}, itself well mixed,
   * begins: SplitMix64, one mixing a draw, for masks of millions of elements.
   */
  public static double uniform(long start, long counter) {
    return (mix(start + GOLDEN * (counter + 1)) >>> 11) * 0x1.0p-53;
  }

  /** Uniform integer in [0, bound), by multiply-shift (bias below 2^-32 for an int bound). */
  public static int below(int bound, long seed, long stream, long counter) {
    FoveaException.check(bound > 0, "Draw: bound must be positive, was %d", bound);
    return (int) (((bits(seed, stream, counter) >>> 32) * bound) >>> 32);
  }

  /** Standard normal, by Box-Muller; uses counters 2c and 2c+1 of the stream. */
  public static double normal(long seed, long stream, long counter) {
    double u = 1.0 - uniform(seed, stream, 2 * counter);
    double v = uniform(seed, stream, 2 * counter + 1);
    return Math.sqrt(-2.0 * Math.log(u)) * Math.cos(2.0 * Math.PI * v);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
