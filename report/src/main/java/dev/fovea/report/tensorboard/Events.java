// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.tensorboard;

import java.util.Map;

/**
 * TensorFlow's {@code Event} messages. Fields: Event {wall_time 1, step 2, file_version 3, summary
 * 5}, Summary {value 1}, Value {tag 1, simple_value 2, image 4}, Image {height 1, width 2,
 * colorspace 3, encoded_image_string 4}.
 */
final class Events {
  private static final int RGB = 3;

  private Events() {}

  /** What every file begins with. */
  static byte[] version(double seconds) {
    return new Message().real(1, seconds).text(3, "brain.Event:2").toBytes();
  }

  /**
   * Numbers of one step.
   *
   * @param seconds since 1970
   * @param values by tag
   */
  static byte[] scalars(double seconds, long step, Map<String, Double> values) {
    Message summary = new Message();
    values.forEach(
        (tag, value) -> summary.message(1, new Message().text(1, tag).real(2, value.floatValue())));
    return event(seconds, step, summary);
  }

  /**
   * One picture.
   *
   * @param png RGB
   */
  static byte[] image(double seconds, long step, String tag, byte[] png, int height, int width) {
    Message image = new Message().number(1, height).number(2, width).number(3, RGB).bytes(4, png);
    Message value = new Message().text(1, tag).message(4, image);
    return event(seconds, step, new Message().message(1, value));
  }

  private static byte[] event(double seconds, long step, Message summary) {
    return new Message().real(1, seconds).number(2, step).message(5, summary).toBytes();
  }
}
