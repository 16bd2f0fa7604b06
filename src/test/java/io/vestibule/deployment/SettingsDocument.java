package io.vestibule.deployment;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.vestibule.deployment.Settings.Setting;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** {@code docs/settings.md}, generated from the javadoc of the configuration interfaces. */
final class SettingsDocument {
  private static final String HEAD =
      """
      # Settings

      Generated from the configuration interfaces by `./mvnw test -Dtest=SettingsTest -Dvestibule.docs.write
      -Dsurefire.failIfNoSpecifiedTests=false`; do not edit. [configuration.md](configuration.md) lists the settings that
      most installations need.

      A setting is an environment variable, a system property or a line in `config/application.properties` beside the
      service. An unknown `vestibule.*` key fails the start. Durations are written `90S`, `15M`, `1D` or in ISO 8601.

      The standard AWS variables apply: `AWS_REGION`, the credentials chain, `AWS_ENDPOINT_URL_DYNAMODB`,
      `AWS_ENDPOINT_URL_S3`. So do the settings of Quarkus, for example `QUARKUS_HTTP_PORT`,
      `QUARKUS_HTTP_CORS_ENABLED`, `QUARKUS_HTTP_CORS_ORIGINS`, `QUARKUS_HTTP_PROXY_TRUSTED_PROXIES`,
      `QUARKUS_SHUTDOWN_DELAY`.
      """;

  private final Map<String, String> comments = new HashMap<>();
  private final Properties application = new Properties();

  static String text() {
    SettingsDocument document = new SettingsDocument();
    StringBuilder text = new StringBuilder(HEAD);
    for (Class<?> mapping : Settings.interfaces()) {
      document.section(mapping, text);
    }
    return text.toString();
  }

  private SettingsDocument() {
    try {
      application.load(
          Files.newBufferedReader(Checkout.path("src/main/resources/application.properties")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void section(Class<?> mapping, StringBuilder text) {
    readComments(Checkout.path("src/main/java/" + mapping.getName().replace('.', '/') + ".java"));
    text.append("\n## ").append(Settings.prefix(mapping)).append("\n\n");
    text.append(comments.getOrDefault(mapping.getSimpleName(), "")).append("\n\n");
    text.append("| setting | environment | default | meaning |\n|---|---|---|---|\n");
    List<Setting> settings =
        Settings.of(Settings.prefix(mapping), mapping)
            .sorted(java.util.Comparator.comparing(Setting::name))
            .toList();
    for (Setting setting : settings) {
      text.append("| `")
          .append(setting.name())
          .append("` | `")
          .append(setting.variable())
          .append("` | ")
          .append(standard(setting))
          .append(" | ")
          .append(
              comments
                  .getOrDefault(
                      setting.declared().getDeclaringClass().getSimpleName()
                          + "#"
                          + setting.declared().getName(),
                      "")
                  .replace("|", "\\|"))
          .append(" |\n");
    }
  }

  private String standard(Setting setting) {
    Class<?> type = setting.declared().getReturnType();
    boolean optional =
        type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
    return setting
        .standard()
        .or(
            () ->
                Optional.ofNullable(application.getProperty(setting.name())).filter(this::isUsable))
        .map(value -> "`" + value + "`")
        .orElse(optional ? "–" : "**required**");
  }

  /** {@code unset} is in application.properties so that the start can name all that is missing. */
  private boolean isUsable(String value) {
    return !value.equals("unset");
  }

  private void readComments(Path source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new CommentReader(docs).scan(new TreePath(unit), null);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Comments under {@code Type} and {@code Type#method}. */
  private final class CommentReader extends TreePathScanner<Void, Void> {
    private final DocTrees docs;

    private CommentReader(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      note(type.getSimpleName().toString());
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      note(type.getSimpleName() + "#" + method.getName());
      return super.visitMethod(method, null);
    }

    private void note(String name) {
      String comment = docs.getDocComment(getCurrentPath());
      if (comment != null) {
        comments.put(name, markdown(comment));
      }
    }
  }

  private static String markdown(String javadoc) {
    return javadoc
        .replaceAll("(?m)^@\\w+.*(?:\\R .*)*", "")
        .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
        .replaceAll("\\{@link\\s+#?([^}]*)}", "`$1`")
        .replaceAll("</?\\w+>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
