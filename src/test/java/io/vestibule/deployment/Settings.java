package io.vestibule.deployment;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every setting of the service, read from its configuration interfaces. */
final class Settings {
  /** Read by the AWS SDK and by Quarkus at run time. */
  private static final Set<String> FOREIGN =
      Set.of(
          "AWS_REGION",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_ENDPOINT_URL_DYNAMODB",
          "AWS_ENDPOINT_URL_S3",
          "QUARKUS_S3_PATH_STYLE_ACCESS",
          "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING",
          "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES",
          "QUARKUS_HTTP_CORS_ENABLED",
          "QUARKUS_HTTP_CORS_ORIGINS");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)[:}]");

  private Settings() {}

  /** Every variable by which an environment may set something. */
  static Set<String> variables() {
    Set<String> known = new TreeSet<>(FOREIGN);
    all().forEach(setting -> known.add(setting.variable()));
    try {
      VARIABLE
          .matcher(Files.readString(Checkout.path("src/main/resources/application.properties")))
          .results()
          .forEach(found -> known.add(found.group(1)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return known;
  }

  /**
   * @param name {@code vestibule.tables.user-logins}; {@code *} stands for a key that the operator
   *     chooses
   * @param declared the method that declares it
   */
  record Setting(String name, Method declared) {
    Optional<String> standard() {
      return Optional.ofNullable(declared.getAnnotation(WithDefault.class)).map(WithDefault::value);
    }

    /** {@code VESTIBULE_TABLES_USER_LOGINS}; {@code <NAME>} stands for a key of one's own. */
    String variable() {
      return name.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT).replace("*", "<NAME>");
    }
  }

  /** Imported once: it reads every class. */
  private static final class Interfaces {
    private static final List<Class<?>> ALL = read();
  }

  static List<Class<?>> interfaces() {
    return Interfaces.ALL;
  }

  private static List<Class<?>> read() {
    return new ClassFileImporter()
        .withImportOption(new DoNotIncludeTests()).importPackages("io.vestibule").stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect)
            .sorted(Comparator.comparing(Settings::prefix))
            .<Class<?>>map(type -> type)
            .toList();
  }

  static String prefix(Class<?> mapping) {
    return mapping.getAnnotation(ConfigMapping.class).prefix();
  }

  static List<Setting> all() {
    return interfaces().stream()
        .flatMap(mapping -> of(prefix(mapping), mapping))
        .sorted(Comparator.comparing(Setting::name))
        .toList();
  }

  static Stream<Setting> of(String prefix, Class<?> mapping) {
    return Arrays.stream(mapping.getMethods())
        .filter(method -> !method.isDefault())
        .flatMap(method -> of(prefix, method));
  }

  private static Stream<Setting> of(String prefix, Method method) {
    String name =
        method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(method);
    if (method.getGenericReturnType().getTypeName().startsWith("java.util.Map<")) {
      String value = method.getGenericReturnType().getTypeName().replaceAll(".*, |>$", "");
      return nested(value)
          .map(group -> of(name + ".*", group))
          .orElseGet(() -> Stream.of(new Setting(name + ".*", method)));
    }
    return method.getReturnType().isInterface()
            && method.getReturnType().getName().startsWith("io.vestibule")
        ? of(name, method.getReturnType())
        : Stream.of(new Setting(name, method));
  }

  private static Optional<Class<?>> nested(String type) {
    try {
      Class<?> found = Class.forName(type);
      return found.isInterface() && type.startsWith("io.vestibule")
          ? Optional.of(found)
          : Optional.empty();
    } catch (ClassNotFoundException generic) {
      return Optional.empty();
    }
  }

  private static String name(Method method) {
    return Optional.ofNullable(method.getAnnotation(WithName.class))
        .map(WithName::value)
        .orElseGet(() -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
  }
}
