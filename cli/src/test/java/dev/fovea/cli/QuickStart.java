// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.analysis.Summary;
import dev.fovea.backend.Backend;
import dev.fovea.data.catalogue.Catalogue;
import dev.fovea.data.catalogue.DataRequest;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.Compute;
import dev.fovea.train.Job;
import dev.fovea.train.Network;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.Progress;
import java.util.List;

/** The quick start of the README; {@link QuickStartTest} holds the two together. */
final class QuickStart {
  private QuickStart() {}

  static Progress run() {
    // begin
    var data = Catalogue.standard().open(DataRequest.of("shapes"));
    var layers =
        Sequential.of()
            .then("conv1", conv(8, 3).pad(1).then(relu()).then(maxPool(2, 2)))
            .then("conv2", conv(16, 3).pad(1).then(relu()).then(maxPool(2, 2)))
            .then("fc", linear(10));
    Network net =
        (batch, mode) -> Trace.of("my-net", layers, TensorType.f32(batch, 1, 28, 28), mode);
    System.out.println(Summary.of(net.trace(1, Mode.INFER)).parameters() + " parameters");

    var compute = new Compute(Backend.named("onednn"), Backend.Options.f32(2), 1);
    var job = new Job("my-net", net, data, Recipe.of(3, 64, 0.1), compute);
    Progress end = new Trainer(job, List.of()).run();
    end.history().forEach(e -> System.out.printf("epoch %d: %.3f%n", e.epoch(), e.testAccuracy()));
    // end
    return end;
  }
}
