// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/**
 * Convolution by its formula over plain arrays, with one stride, dilation and padding for both
 * axes.
 */
public record NaiveConvolution(
    int n, int c, int h, int k, int window, int stride, int dilation, int pad, int groups) {

  public int out() {
    return (h + 2 * pad - dilation * (window - 1) - 1) / stride + 1;
  }

  /** Gradients and result are the same triple loop with another array accumulated. */
  private interface Term {
    void add(int src, int weight, int dst);
  }

  private void each(Term term) {
    int cg = c / groups;
    int kg = k / groups;
    int o = out();
    for (int in = 0; in < n; in++) {
      for (int ik = 0; ik < k; ik++) {
        for (int p = 0; p < o; p++) {
          for (int q = 0; q < o; q++) {
            for (int ic = 0; ic < cg; ic++) {
              for (int r = 0; r < window; r++) {
                for (int s = 0; s < window; s++) {
                  int y = p * stride + r * dilation - pad;
                  int x = q * stride + s * dilation - pad;
                  if (y >= 0 && y < h && x >= 0 && x < h) {
                    int channel = ik / kg * cg + ic;
                    term.add(
                        ((in * c + channel) * h + y) * h + x,
                        ((ik * cg + ic) * window + r) * window + s,
                        ((in * k + ik) * o + p) * o + q);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  public float[] forward(float[] src, float[] weights, float[] bias) {
    double[] dst = new double[n * k * out() * out()];
    each((s, w, d) -> dst[d] += (double) src[s] * weights[w]);
    for (int i = 0; i < dst.length; i++) {
      dst[i] += bias[i / (out() * out()) % k];
    }
    return floats(dst);
  }

  public float[] diffSrc(float[] weights, float[] diffDst) {
    double[] sum = new double[n * c * h * h];
    each((s, w, d) -> sum[s] += (double) weights[w] * diffDst[d]);
    return floats(sum);
  }

  public float[] diffWeights(float[] src, float[] diffDst) {
    double[] sum = new double[k * (c / groups) * window * window];
    each((s, w, d) -> sum[w] += (double) src[s] * diffDst[d]);
    return floats(sum);
  }

  public float[] diffBias(float[] diffDst) {
    double[] sum = new double[k];
    for (int i = 0; i < diffDst.length; i++) {
      sum[i / (out() * out()) % k] += diffDst[i];
    }
    return floats(sum);
  }

  private static float[] floats(double[] a) {
    float[] f = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      f[i] = (float) a[i];
    }
    return f;
  }
}
