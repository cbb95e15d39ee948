// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.tensorboard;

import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.state.EpochResult;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps an event file that TensorBoard shows: numbers of every epoch, pictures in the end; steps
 * are epochs. A run that goes on writes the file anew from its history, so nothing is shown twice.
 */
public final class TensorBoard implements Consumer<TrainEvent> {
  private final Path path;
  private final EventFile file;
  private String watched = "";

  /**
   * Writes nothing yet.
   *
   * @param path its name must hold {@code tfevents} for TensorBoard to find it
   */
  public TensorBoard(Path path) {
    this.path = path;
    this.file = new EventFile(path);
  }

  @Override
  public void accept(TrainEvent event) {
    if (event instanceof RunStarted started) {
      watched = started.setting().watched();
      begin(started.progress().history(), started.progress().seconds());
    } else if (event instanceof EpochEnded ended) {
      file.append(List.of(epoch(now(), ended.result())));
    }
  }

  private void begin(List<EpochResult> history, double seconds) {
    double time = now() - seconds;
    List<byte[]> records = new ArrayList<>(List.of(Events.version(time)));
    for (EpochResult result : history) {
      time += result.seconds();
      records.add(epoch(time, result));
    }
    file.write(records);
  }

  private byte[] epoch(double seconds, EpochResult e) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/train", e.trainLoss());
    values.put("loss/" + watched, e.testLoss());
    values.put("accuracy/train", e.trainAccuracy());
    values.put("accuracy/" + watched, e.testAccuracy());
    values.put("lr", e.lr());
    values.put("images_per_second", e.imagesPerSecond());
    values.put("data_wait_share", e.dataWaitShare());
    return Events.scalars(seconds, e.epoch(), values);
  }

  /**
   * Adds pictures to the file of a run; does nothing when there is none.
   *
   * @param pictures PNG by tag
   */
  public void add(int epoch, Map<String, byte[]> pictures) {
    if (!Files.exists(path)) {
      return;
    }
    List<byte[]> records = new ArrayList<>();
    pictures.forEach(
        (tag, png) -> {
          // Width and height are the first fields of a PNG's first chunk.
          ByteBuffer header = ByteBuffer.wrap(png, 16, 8);
          int width = header.getInt();
          records.add(Events.image(now(), epoch, tag, png, header.getInt(), width));
        });
    file.append(records);
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }
}
