// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.image.Fit;
import dev.fovea.data.listing.HoldOut;
import dev.fovea.data.listing.ImageList;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;

/** A program that packs a folder's images, skips those that are bad, and says what came of it. */
final class PackInLittleHeap {
  private PackInLittleHeap() {}

  /** The arguments are a folder of images, one for pack files, and where images are kept. */
  public static void main(String[] args) {
    Packing packing =
        new Packing(
            Fit.NONE.size(8, 8),
            Keep.valueOf(args[2]),
            1 << 20,
            Path.of(args[1]),
            1,
            true,
            n -> {});
    try {
      ImageList list = ImageList.read(Path.of(args[0])).split(new HoldOut(0.2, 0));
      System.out.print("skipped " + PackedImages.of(list, 0, packing).bad().size());
    } catch (FoveaException e) {
      System.out.print(e.getMessage());
    }
  }
}
