// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.check;

import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param name of the dataset
 * @param labels class names
 * @param images readable ones
 * @param counts readable images of each class, by part
 * @param unreadable one line each
 * @param duplicates groups of images that are the same, pixel by pixel
 * @param tiny images with a side below the bound asked for
 * @param flat images of one colour only
 * @param misnamed files named like another format than theirs
 * @param leftOut files below a folder that belong to no class or part
 * @param turned files that EXIF says to turn
 * @param formats images by format of their file; empty where there are no files
 * @param modes images by how samples are stored
 * @param odd images stored as less than a twentieth of all are
 * @param width of images
 * @param height of images
 * @param channels 1 if all are grey, else 3
 * @param measured the part that mean and std are of: the first with a readable image
 * @param mean of samples in 0..1, a channel each; every image counts the same
 * @param std likewise
 * @param problems for people, the worst first
 */
public record CheckResult(
    String name,
    List<String> labels,
    int images,
    Map<String, List<Integer>> counts,
    List<String> unreadable,
    List<Duplicate> duplicates,
    List<Named> tiny,
    List<Named> flat,
    List<Named> misnamed,
    List<String> leftOut,
    int turned,
    Map<String, Integer> formats,
    Map<String, Integer> modes,
    List<Named> odd,
    Range width,
    Range height,
    int channels,
    String measured,
    List<Double> mean,
    List<Double> std,
    List<Problem> problems) {

  /** An image and what is the matter with it. */
  public record Named(String image, String what) {}

  /**
   * Images that are the same.
   *
   * @param acrossParts whether they are in different parts, so that a test knows answers
   * @param acrossClasses whether they have different labels, so that one at least is wrong
   */
  public record Duplicate(List<Copy> images, boolean acrossParts, boolean acrossClasses) {}

  /**
   * One of them.
   *
   * @param part what it is for
   * @param index where it stands in that part
   */
  public record Copy(String image, String part, String label, int index) {}

  /** Smallest, middle and largest. */
  public record Range(int min, int median, int max) {}

  /** How bad a problem is. */
  public enum Severity {
    /** Results will be wrong, or training will not start. */
    ERROR,
    /** Worth a look. */
    WARNING
  }

  /** One line for people. */
  public record Problem(Severity severity, String text) {}

  /** Whether something must be put right before results can be trusted. */
  public boolean hasErrors() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
  }
}
