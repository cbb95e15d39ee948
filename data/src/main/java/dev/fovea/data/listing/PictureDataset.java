// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Image files of one part, decoded when they are read, each in its own size.
 *
 * <p>An extent is only known for sure once the file is decoded, so each thread keeps its latest
 * picture: asking for the shape and then for the samples decodes once.
 */
public final class PictureDataset implements Dataset {
  private final String name;
  private final List<String> labels;
  private final List<Sample> samples;
  private final int channels;
  private String digest;
  private final ThreadLocal<Latest> latest = ThreadLocal.withInitial(Latest::new);

  private static final class Latest {
    private final ImageFiles files = new ImageFiles();
    private int index = -1;
    private Picture picture;
  }

  /**
   * A dataset of files.
   *
   * @param channels 1 for grey, 3 for RGB; every picture is converted
   */
  public PictureDataset(String name, List<String> labels, List<Sample> samples, int channels) {
    this.name = name;
    this.labels = List.copyOf(labels);
    this.samples = List.copyOf(samples);
    this.channels = channels;
  }

  /** 1 if all files hold grey images, else 3; files that cannot be read do not count. */
  static int channels(List<Sample> samples) {
    int grey = 0;
    try (ImageFiles files = new ImageFiles()) {
      for (Sample sample : samples) {
        int own = files.channels(sample.file());
        if (own == 3) {
          return 3;
        }
        grey += own;
      }
    }
    return grey > 0 ? 1 : 3;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public ImageShape shape(int index) {
    return picture(index).shape();
  }

  @Override
  public int label(int index) {
    return samples.get(index).label();
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    picture(index).bytes().copyTo(destination, offset);
  }

  @Override
  public ImageBytes image(int index) {
    return picture(index).bytes();
  }

  /** Which file an image is. */
  public Sample sample(int index) {
    return samples.get(index);
  }

  @Override
  public String describe(int index) {
    return samples.get(index).file().toString();
  }

  /** 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }

  /** The images at some places, in that order. */
  public PictureDataset only(List<Integer> places) {
    return new PictureDataset(name, labels, places.stream().map(samples::get).toList(), channels);
  }

  private Picture picture(int index) {
    Latest mine = latest.get();
    if (mine.index != index) {
      mine.index = -1;
      mine.picture = mine.files.read(samples.get(index).file()).toChannels(channels);
      mine.index = index;
    }
    return mine.picture;
  }

  /** SHA-256 over the bytes of all files, their classes and the number of channels. */
  @Override
  public synchronized Optional<String> digest() {
    if (digest == null) {
      digest = computed();
    }
    return Optional.of(digest);
  }

  private String computed() {
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (Sample sample : samples) {
        all.update((byte) channels);
        all.update((byte) (sample.label() >> 8));
        all.update((byte) sample.label());
        MessageDigest own = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(sample.file()), own)) {
          in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          // Whoever reads the image says what is wrong; here it counts as empty.
          own.reset();
        }
        all.update(own.digest());
      }
      return HexFormat.of().formatHex(all.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
