// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Result;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Applies one op to tensors through the public API. */
final class Run {
  private Run() {}

  /** All results, in double. */
  static List<Tensor> op(Op op, Tensor... operands) {
    GraphBuilder builder = new GraphBuilder("test");
    List<Result> in = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      in.add(builder.node(new Input("x" + i, operands[i].type()), List.of()).get(0));
    }
    List<Result> results = builder.node(op, in);
    for (int i = 0; i < results.size(); i++) {
      builder.output("y" + i, results.get(i));
    }
    Backend.Options options = new Backend.Options(1, Precision.F64);
    try (Session session = Backend.named("reference").open(options);
        Executable executable = session.compile(builder.build())) {
      for (int i = 0; i < operands.length; i++) {
        executable.input("x" + i).write(operands[i]);
      }
      executable.run();
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        outputs.add(executable.output("y" + i).read());
      }
      return outputs;
    }
  }

  /** The first result. */
  static double[] values(Op op, Tensor... operands) {
    return op(op, operands).get(0).toDoubles();
  }
}
