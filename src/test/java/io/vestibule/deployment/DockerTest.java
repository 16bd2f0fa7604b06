package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vestibule.command.CommandLineAccess;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known of {@code docker/} without an engine. */
class DockerTest {
  private static final String JVM = "Dockerfile.jvm";
  private static final String NATIVE = "Dockerfile.native";
  private static final String STATIC = "Dockerfile.native-static";
  private static final Pattern COPIED = Pattern.compile("(?m)^COPY ([a-z][\\w./-]*) ");

  @ParameterizedTest
  @ValueSource(strings = {JVM, NATIVE, STATIC})
  void theLastStageIsNobodysAndListensWhereTheServiceDoes(String file) {
    String last = stages(file).get(stages(file).size() - 1);
    assertTrue(last.contains("\nUSER 65532:65532\n"), last);
    assertTrue(last.contains("\nEXPOSE 8080 9000\n"), last);
    for (String label : new String[] {"title", "description", "licenses"}) {
      assertTrue(last.contains("org.opencontainers.image." + label + "="), label);
    }
    // Only what earlier stages made; no shell is asked to do anything.
    assertFalse(last.contains("\nRUN "), last);
    assertTrue(
        last.lines()
            .filter(line -> line.startsWith("COPY"))
            .allMatch(line -> line.startsWith("COPY --from=")));
  }

  @ParameterizedTest
  @ValueSource(strings = {JVM, NATIVE, STATIC})
  void theBuildIsGivenWhatItNames(String file) {
    String text = read("docker/" + file);
    for (String folder : COPIED.matcher(text).results().map(found -> found.group(1)).toList()) {
      assertTrue(Files.exists(Checkout.path(folder)), folder);
      assertTrue(isInContext(folder), () -> folder + " is not in the build context");
    }
    assertTrue(text.contains("./mvnw "), "not built by the wrapper");
    Matcher built = Pattern.compile("package( -Dnative)?(?: -P(\\w+))? -DskipTests").matcher(text);
    assertTrue(built.find(), text);
    assertEquals(file.equals(JVM), built.group(1) == null);
    assertEquals(file.equals(STATIC) ? "static" : null, built.group(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".mvn",
        "mvnw",
        "pom.xml",
        "service/pom.xml",
        "dev-stores/runtime/pom.xml",
        "build-steps/runtime/pom.xml",
        "src/main/java",
        "src/main/resources",
        "docker/train.sh"
      })
  void theContextHoldsTheBuild(String path) {
    assertTrue(Files.exists(Checkout.path(path)), path);
    assertTrue(isInContext(path), path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/config",
        "service/target/a.jar",
        ".env",
        "docker/.env",
        "src/main/signing.pem",
        "sealing.key",
        "infra/terraform.tfstate"
      })
  void theContextHoldsNoSecretAndNoOutput(String path) {
    assertFalse(isInContext(path), path);
  }

  /** The flags of the container are those with which it is tried without one. */
  @Test
  void theEntryPointIsWhatIsTried() throws IOException {
    List<String> entry = entryPoint(JVM);
    String tried = read("docker/run-without-engine.sh");
    assertEquals("java", entry.get(0));
    for (String option : entry.subList(1, entry.size())) {
      // The cache is made for the very JVM of the image.
      if (option.startsWith("-X") && !option.startsWith("-XX:AOTCache=")) {
        assertTrue(tried.contains(" " + option), () -> option + " is not tried");
      }
    }
    assertEquals("/app/quarkus-run.jar", entry.get(entry.size() - 1));
    String train = read("docker/train.sh");
    String cache =
        entry.stream().filter(option -> option.contains("AOTCache")).findAny().orElseThrow();
    assertTrue(train.contains(Path.of(cache).getFileName().toString()), "another cache is made");
    assertEquals(List.of("/app/vestibule"), entryPoint(NATIVE));
    assertEquals(List.of("/app/vestibule"), entryPoint(STATIC));
  }

  @Test
  void theEmptyRootHoldsWhatAProcessLooksFor() {
    String text = read("docker/" + STATIC);
    assertTrue(text.contains("\nFROM scratch\n"));
    for (String file :
        new String[] {
          "/etc/passwd",
          "/etc/group",
          "/etc/hosts",
          "/etc/nsswitch.conf",
          "/etc/ssl/certs/ca-certificates.crt"
        }) {
      assertTrue(text.contains("/image" + file), file);
    }
  }

  @Test
  void composeStartsCommandsThatExistWithSettingsThatAreRead() throws IOException {
    JsonNode compose = new ObjectMapper(new YAMLFactory()).readTree(read("docker/compose.yaml"));
    Set<String> unknown = new TreeSet<>();
    compose.at("/x-vestibule/environment").fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(Settings.variables());
    assertEquals(Set.of(), unknown);

    for (JsonNode service : compose.path("services")) {
      if (service.has("<<")) {
        List<String> words = new ArrayList<>();
        service.path("command").forEach(word -> words.add(word.asText()));
        CommandLineAccess.parse(words.toArray(String[]::new));
      }
      service
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(other -> assertTrue(compose.path("services").has(other), other));
    }
    String keys = String.join(" ", CommandLineAccess.output("keys", "generate").lines().toList());
    for (Map.Entry<String, JsonNode> setting :
        compose.at("/x-vestibule/environment").properties()) {
      if (setting.getKey().startsWith("VESTIBULE_KEYS_")) {
        Path file = Path.of(setting.getValue().asText());
        assertEquals(Path.of("/keys"), file.getParent());
        assertTrue(keys.contains(file.getFileName() + ":"), setting::getKey);
      }
    }
  }

  @Test
  void composePinsImagesAndListensOnTheLoopbackInterface() throws IOException {
    JsonNode compose = new ObjectMapper(new YAMLFactory()).readTree(read("docker/compose.yaml"));
    for (JsonNode service : compose.path("services")) {
      String image = service.path("image").asText();
      assertTrue(
          image.isEmpty() || image.matches("docker\\.io/.+:(s3proxy-)?[0-9]+\\.[0-9]+\\.[0-9]+"),
          image);
      service
          .path("ports")
          .forEach(port -> assertTrue(port.asText().startsWith("127.0.0.1:"), port::asText));
    }
  }

  private static List<String> entryPoint(String file) throws IOException {
    String line =
        read("docker/" + file)
            .lines()
            .filter(text -> text.startsWith("ENTRYPOINT "))
            .findAny()
            .orElseThrow();
    List<String> words = new ArrayList<>();
    new ObjectMapper()
        .readTree(line.substring("ENTRYPOINT ".length()))
        .forEach(word -> words.add(word.asText()));
    return words;
  }

  private static List<String> stages(String file) {
    return List.of(read("docker/" + file).split("(?m)^(?=FROM )"));
  }

  /** As Docker reads .dockerignore: the last line that fits decides. */
  private static boolean isInContext(String path) {
    boolean in = true;
    for (String line : read(".dockerignore").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      boolean back = line.startsWith("!");
      String glob = back ? line.substring(1) : line;
      // A folder's line counts for all that is in it.
      if (prefixes(path).anyMatch(prefix -> fits(glob, prefix))) {
        in = back;
      }
    }
    return in;
  }

  private static Stream<String> prefixes(String path) {
    Path whole = Path.of(path);
    return Stream.iterate(1, count -> count <= whole.getNameCount(), count -> count + 1)
        .map(count -> whole.subpath(0, count).toString());
  }

  private static boolean fits(String glob, String path) {
    return FileSystems.getDefault()
        .getPathMatcher("glob:" + glob.replace("**/", "{**/,}"))
        .matches(Path.of(path));
  }

  private static String read(String file) {
    try {
      return Files.readString(Checkout.path(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
