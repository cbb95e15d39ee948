// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.tensorboard;

import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RolledBack;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps an event file that TensorBoard shows: numbers of every epoch, pictures in the end; steps
 * are epochs. A run that goes on, or back, writes the file anew from its history, and so do the
 * pictures, so nothing is shown twice.
 */
public final class TensorBoard implements Consumer<TrainEvent> {
  private final EventFile file;
  private String watched = "";

  /**
   * Writes nothing yet.
   *
   * @param path its name must hold {@code tfevents} for TensorBoard to find it
   */
  public TensorBoard(Path path) {
    this.file = new EventFile(path);
  }

  @Override
  public void accept(TrainEvent event) {
    if (event instanceof RunStarted started) {
      watched = started.setting().watched();
      write(started.progress(), watched, Map.of());
    } else if (event instanceof RolledBack back) {
      write(back.progress(), watched, Map.of());
    } else if (event instanceof EpochEnded ended) {
      file.append(List.of(epoch(now(), ended.result(), watched)));
    }
  }

  /**
   * Replaces the file by the epochs of a run that are over and pictures of where it stands.
   *
   * @param watched what was measured after each epoch: test or validation
   * @param pictures PNG by tag
   */
  public void write(Progress run, String watched, Map<String, byte[]> pictures) {
    double time = now() - run.seconds();
    List<byte[]> records = new ArrayList<>(List.of(Events.version(time)));
    for (EpochResult result : run.history()) {
      time += result.seconds();
      records.add(epoch(time, result, watched));
    }
    pictures.forEach((tag, png) -> records.add(picture(run.history().size(), tag, png)));
    file.write(records);
  }

  private static byte[] epoch(double seconds, EpochResult e, String watched) {
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

  private static byte[] picture(int epoch, String tag, byte[] png) {
    // Width and height are the first fields of a PNG's first chunk.
    ByteBuffer header = ByteBuffer.wrap(png, 16, 8);
    int width = header.getInt();
    return Events.image(now(), epoch, tag, png, header.getInt(), width);
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }
}
