package io.vestibule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of section 2 of the design, held by the build. */
@AnalyzeClasses(packages = "io.vestibule", importOptions = DoNotIncludeTests.class)
class SlicesTest {
  private static final String[] SLICES = {
    "..account..",
    "..session..",
    "..login..",
    "..usage..",
    "..profile..",
    "..audio..",
    "..federation..",
    "..admin..",
    "..command..",
    "..console..",
    "..audit..",
    "..throttle..",
    "..imports.."
  };

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.vestibule.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CRYPTO_IS_PURE_JAVA =
      classes()
          .that()
          .resideInAPackage("..crypto..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vestibule.crypto..",
              "java..",
              "javax.crypto..",
              "org.bouncycastle..",
              "org.wildfly.security..",
              "com.nulabinc.zxcvbn..");

  @ArchTest
  static final ArchRule SHARED_PACKAGES_KNOW_NO_SLICE =
      noClasses()
          .that()
          .resideInAnyPackage("..dynamo..", "..web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SLICES);

  @ArchTest
  static final ArchRule ONLY_STORES_KNOW_ITEMS =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .or()
          .haveSimpleNameEndingWith("Service")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("software\\.amazon\\.awssdk\\.services\\.dynamodb\\..*Client");

  @ArchTest
  static final ArchRule STORES_ARE_PRIVATE_TO_THEIR_SLICE =
      classes().that().haveSimpleNameEndingWith("Store").should().bePackagePrivate();

  @ArchTest
  static final ArchRule NO_FIELD_INJECTION =
      fields().should().notBeAnnotatedWith(jakarta.inject.Inject.class);

  @ArchTest
  static final ArchRule NO_VAGUE_NAMES =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils|Impl|Common)");

  @ArchTest
  static final ArchRule RANDOMNESS_IS_INJECTED =
      noClasses()
          .that()
          .doNotHaveSimpleName("Ambience")
          .should()
          .callConstructor(java.security.SecureRandom.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now");
}
