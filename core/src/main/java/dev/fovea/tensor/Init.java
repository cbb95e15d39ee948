// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

/**
 * How a parameter starts: a distribution and its scale. The values are a function of (seed, path,
 * shape) alone, so every backend and every thread count begins from the same bits.
 *
 * <p>Fans are PyTorch's: {@code fanIn = elements / dim 0}, {@code fanOut = dim 0 * window taps}.
 *
 * @param law the distribution
 * @param a its parameter: the constant, the bound of a uniform, the deviation of a normal, or the
 *     gain of a fan-scaled law
 */
public record Init(Law law, double a) {
  public Init {
    boolean any = law == Law.CONSTANT;
    FoveaException.check(
        Double.isFinite(a) && (any || a >= 0),
        "init %s is %s, expected a number%s",
        law.name().toLowerCase(java.util.Locale.ROOT),
        a,
        any ? "" : " of at least 0");
  }

  /** The kinds of distribution. */
  public enum Law {
    /** Every element {@code a}. */
    CONSTANT,
    /** U(-a, a). */
    UNIFORM,
    /** N(0, a). */
    NORMAL,
    /** N(0, a) cut at two deviations by redrawing. */
    TRUNCATED_NORMAL,
    /** U(-b, b), b = a sqrt(6 / (fanIn + fanOut)); Glorot and Bengio 2010. */
    XAVIER_UNIFORM,
    /**
     * U(-b, b), b = a sqrt(3 / fanIn); with a = sqrt(2) He et al. 2015, with a = 1/sqrt(3)
     * PyTorch's Linear and Conv2d default.
     */
    FAN_IN_UNIFORM,
    /** N(0, a / sqrt(fanIn)). */
    FAN_IN_NORMAL,
    /** N(0, a / sqrt(fanOut)); with a = sqrt(2) what torchvision's ResNets use. */
    FAN_OUT_NORMAL
  }

  public static Init constant(double value) {
    return new Init(Law.CONSTANT, value);
  }

  public static Init uniform(double bound) {
    return new Init(Law.UNIFORM, bound);
  }

  public static Init normal(double deviation) {
    return new Init(Law.NORMAL, deviation);
  }

  /** A normal law cut at two deviations. */
  public static Init truncatedNormal(double deviation) {
    return new Init(Law.TRUNCATED_NORMAL, deviation);
  }

  /** Xavier-uniform with gain 1 (notes T46). */
  public static Init xavierUniform() {
    return new Init(Law.XAVIER_UNIFORM, 1);
  }

  /** He et al. 2015 for ReLU, by fan-in. */
  public static Init heNormal() {
    return new Init(Law.FAN_IN_NORMAL, Math.sqrt(2));
  }

  /** What PyTorch's Linear and Conv2d weights start as: U(-1/sqrt(fanIn), 1/sqrt(fanIn)). */
  public static Init torchDefault() {
    return new Init(Law.FAN_IN_UNIFORM, 1 / Math.sqrt(3));
  }

  /** The bound of a uniform law for a parameter of this shape. */
  public double bound(Shape shape) {
    return switch (law) {
      case XAVIER_UNIFORM -> a * Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)));
      case FAN_IN_UNIFORM -> a * Math.sqrt(3.0 / fanIn(shape));
      default -> a;
    };
  }

  /** Draws the f32 tensor of a parameter. */
  public Tensor draw(long seed, String path, Shape shape) {
    float[] out = new float[Math.toIntExact(shape.elements())];
    long stream = Draw.stream(path);
    double scale =
        switch (law) {
          case FAN_IN_NORMAL -> a / Math.sqrt(fanIn(shape));
          case FAN_OUT_NORMAL -> a / Math.sqrt(fanOut(shape));
          default -> bound(shape);
        };
    for (int i = 0; i < out.length; i++) {
      out[i] =
          (float)
              switch (law) {
                case CONSTANT -> a;
                case UNIFORM, XAVIER_UNIFORM, FAN_IN_UNIFORM ->
                    scale * (2 * Draw.uniform(seed, stream, i) - 1);
                case NORMAL, FAN_IN_NORMAL, FAN_OUT_NORMAL -> scale * Draw.normal(seed, stream, i);
                case TRUNCATED_NORMAL -> scale * truncated(seed, stream, i);
              };
    }
    return Tensor.of(shape, out);
  }

  private static double truncated(long seed, long stream, long counter) {
    double x = Draw.normal(seed, stream, counter);
    for (long k = 1; Math.abs(x) > 2; k++) {
      x = Draw.normal(seed, stream ^ k << 48, counter);
    }
    return x;
  }

  private static double fanIn(Shape shape) {
    return (double) shape.elements() / shape.dim(0);
  }

  private static double fanOut(Shape shape) {
    double taps = 1;
    for (int axis = 2; axis < shape.rank(); axis++) {
      taps *= shape.dim(axis);
    }
    return shape.dim(0) * taps;
  }

  @Override
  public String toString() {
    return law.name().toLowerCase(java.util.Locale.ROOT) + " " + a;
  }

  /** Reads the form {@link #toString} prints. */
  public static Init parse(String text) {
    String[] parts = text.split(" ");
    FoveaException.check(parts.length == 2, "'%s' is not an initialiser", text);
    try {
      return new Init(
          Law.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT)), Double.parseDouble(parts[1]));
    } catch (IllegalArgumentException e) {
      throw new FoveaException(
          e, "'%s' is not an initialiser, expected for example normal 0.01", text);
    }
  }
}
