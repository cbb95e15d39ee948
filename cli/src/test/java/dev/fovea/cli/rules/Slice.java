// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the module table: a package under {@code dev.fovea} with all below it, the other slices
 * it may use, and the third-party packages it may use. The JDK is open to all.
 */
record Slice(String name, List<String> slices, List<String> thirdParty) {

  static Slice of(String name, String... slices) {
    return new Slice(name, List.of(slices), List.of());
  }

  Slice with(String... packages) {
    return new Slice(name, slices, List.of(packages));
  }

  boolean holds(JavaClass type) {
    String own = "dev.fovea." + name;
    return type.getPackageName().equals(own) || type.getPackageName().startsWith(own + ".");
  }

  ArchRule rule() {
    String[] allowed =
        Stream.of(
                Stream.of("java..", "javax..", "dev.fovea." + name + ".."),
                slices.stream().map(s -> "dev.fovea." + s + ".."),
                thirdParty.stream())
            .flatMap(s -> s)
            .toArray(String[]::new);
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage("dev.fovea." + name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .as("dev.fovea." + name + " uses only " + String.join(", ", allowed))
        .allowEmptyShould(true);
  }
}
