package io.vestibule.shipping;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Every setting of the service, read from its configuration interfaces. */
final class Settings {
  private Settings() {}

  /**
   * @param name {@code vestibule.tables.user-logins}; a {@code *} stands for a key of one's own
   * @param declared the method that declares it
   */
  record Setting(String name, Method declared) {
    Optional<String> standard() {
      return Optional.ofNullable(declared.getAnnotation(WithDefault.class)).map(WithDefault::value);
    }

    /** {@code VESTIBULE_TABLES_USER_LOGINS}. */
    String variable() {
      return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
  }

  static List<Class<?>> interfaces() {
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
    return Arrays.stream(mapping.getMethods()).flatMap(method -> of(prefix, method));
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
