package io.vestibule.buildsteps;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.IndexDependencyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.pkg.steps.NativeOrNativeSourcesBuild;
import java.util.List;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Registers for reflection what Jackson reads and writes for webauthn4j: its data classes and its
 * own serializers. They come from the index of the library, so that a new version needs no change.
 */
@BuildSteps(onlyIf = NativeOrNativeSourcesBuild.class)
class WebAuthnProcessor {
  private static final List<String> PACKAGES =
      List.of("com.webauthn4j.data.", "com.webauthn4j.converter.jackson.");

  @BuildStep
  IndexDependencyBuildItem index() {
    return new IndexDependencyBuildItem("com.webauthn4j", "webauthn4j-core");
  }

  @BuildStep
  ReflectiveClassBuildItem register(CombinedIndexBuildItem index) {
    return ReflectiveClassBuildItem.builder(classes(index.getIndex()).toArray(String[]::new))
        .reason("Jackson uses it for webauthn4j")
        .constructors()
        .methods()
        .fields()
        .build();
  }

  /** The names of the classes, sorted. */
  static List<String> classes(IndexView index) {
    return index.getKnownClasses().stream()
        .map(known -> known.name())
        .map(DotName::toString)
        .filter(name -> PACKAGES.stream().anyMatch(name::startsWith))
        .sorted()
        .toList();
  }
}
