// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The module table in executable form: a dependency it does not list fails the build. */
class ArchitectureTest {
  private static final JavaClasses FOVEA =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.fovea");

  @TestFactory
  Stream<DynamicTest> everySliceUsesOnlyWhatTheTableAllows() {
    return ModuleTable.SLICES.stream()
        .map(s -> DynamicTest.dynamicTest(s.name(), () -> s.rule().check(FOVEA)));
  }

  @Test
  void everyClassStandsInTheTable() {
    assertThat(FOVEA)
        .as("classes of a package without a row in ModuleTable")
        .filteredOn(type -> ModuleTable.SLICES.stream().noneMatch(s -> s.holds(type)))
        .extracting(JavaClass::getName)
        .isEmpty();
  }

  @Test
  void anEdgeMissingFromTheTableIsFound() {
    Slice cliWithoutPicocli = Slice.of("cli");
    assertThat(cliWithoutPicocli.rule().evaluate(FOVEA).getFailureReport().getDetails())
        .anyMatch(line -> line.contains("picocli.CommandLine"));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.fovea.(**)").should().beFreeOfCycles().check(FOVEA);
  }

  @Test
  void staticFieldsAreFinal() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("dev.fovea..")
        .should()
        .beFinal()
        .allowEmptyShould(true)
        .check(FOVEA);
  }

  @Test
  void namesSayWhatATypeIs() {
    classes()
        .should()
        .haveNameNotMatching(".*[.$]Abstract[A-Z][^.]*|.*(Impl|Utils?|Manager|Helper)")
        .check(FOVEA);
  }

  @Test
  void onlyTheCommandEndsTheJvm() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.fovea.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .allowEmptyShould(true)
        .check(FOVEA);
  }
}
