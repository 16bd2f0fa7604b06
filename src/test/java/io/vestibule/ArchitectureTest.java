package io.vestibule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ws.rs.core.Response;

/** Enforces the dependency rules of docs/architecture.md. */
@AnalyzeClasses(packages = "io.vestibule", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] SLICES = {
    "io.vestibule.account..",
    "io.vestibule.address..",
    "io.vestibule.apikey..",
    "io.vestibule.audiokey..",
    "io.vestibule.contract..",
    "io.vestibule.credential..",
    "io.vestibule.identity..",
    "io.vestibule.privacy..",
    "io.vestibule.session..",
    "io.vestibule.signing..",
    "io.vestibule.login..",
    "io.vestibule.factor..",
    "io.vestibule.usage..",
    "io.vestibule.profile..",
    "io.vestibule.audio..",
    "io.vestibule.playback..",
    "io.vestibule.federation..",
    "io.vestibule.admin..",
    "io.vestibule.command..",
    "io.vestibule.console..",
    "io.vestibule.audit..",
    "io.vestibule.throttle..",
    "io.vestibule.imports..",
    "io.vestibule.mail..",
    "io.vestibule.mailrequest..",
    "io.vestibule.challenge..",
    "io.vestibule.email..",
    "io.vestibule.recovery..",
    "io.vestibule.migration..",
    "io.vestibule.outbox..",
    "io.vestibule.passkey..",
    "io.vestibule.payment..",
    "io.vestibule.servicekey.."
  };

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.vestibule.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CRYPTO_IS_PURE_JAVA =
      classes()
          .that()
          .resideInAPackage("io.vestibule.crypto..")
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
          .resideInAnyPackage(
              "io.vestibule.dynamo..",
              "io.vestibule.web..",
              "io.vestibule.spi..",
              "io.vestibule.runtime..",
              "io.vestibule.openapi..")
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
          .doNotHaveSimpleName("SecureRandomProducer")
          .should()
          .callConstructor(java.security.SecureRandom.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  /** A raw Response hides its body from OpenAPI and gets no serializer in the native binary. */
  @ArchTest
  static final ArchRule RESPONSES_ARE_TYPED =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .haveSimpleNameEndingWith("Resource")
          .and()
          .arePublic()
          .and()
          // It streams bytes and returns no JSON.
          .areNotDeclaredIn("io.vestibule.playback.ContentResource")
          .should(notInvolveARawResponse());

  private static ArchCondition<JavaMethod> notInvolveARawResponse() {
    return new ArchCondition<>("not return a raw Response") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean raw =
            method.getReturnType().getAllInvolvedRawTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(Response.class));
        events.add(new SimpleConditionEvent(method, !raw, method.getFullName()));
      }
    };
  }
}
