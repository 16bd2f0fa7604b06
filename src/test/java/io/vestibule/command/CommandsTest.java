package io.vestibule.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense|Unmatched argument",
        "tables|Missing command: create or check",
        "tables drop|Unmatched argument",
        "keys|Missing command: generate or reseal",
        "keys generate --name Upper_Case|is not a Kubernetes name",
        "keys generate --namespace ..|is not a Kubernetes name",
        "serve now|Unmatched argument",
        "user|Missing command: set-role, suspend, restore or reset-link",
        "user suspend|Missing required parameter",
        "service-key|Missing command: create, list or revoke",
        "service-key create --name n|Missing required option",
        "service-key create --name n --scopes s --expires-at soon|Invalid value for option '--expires-at'",
        "service-key revoke|Missing required parameter",
        "user set-role someone queen|Invalid value for positional parameter",
        "import|Missing command: cognito, postgres, dynamodb, ndjson or api-keys",
        "import ndjson users.json --format csv|Invalid value for option '--format'",
        "import ndjson users.json --trust-roles queen|Invalid value for option '--trust-roles'",
        "import cognito|Missing required option",
        "import cognito --user-pool p --rate fast|Invalid value for option '--rate'",
        "--port 1|Unknown option",
      })
  void usageErrorIsExplainedWithExitCode2(String arguments, String explanation) {
    assertEquals(ExitCodes.USAGE, execute(arguments));
    assertTrue(err.toString().contains(explanation), err::toString);
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @MethodSource("io.vestibule.command.CommandLineAccess#all")
  void everyCommandHasHelp(List<String> command) {
    for (String option : new String[] {"-h", "--help"}) {
      out.getBuffer().setLength(0);
      assertEquals(ExitCodes.OK, execute(String.join(" ", command) + " " + option));
      assertTrue(out.toString().startsWith("Usage: vestibule"), out::toString);
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertEquals(ExitCodes.OK, execute("--version"));
    assertTrue(out.toString().matches("vestibule \\d+\\.\\d+\\.\\d+\\S*\\R"), out::toString);
  }

  @Test
  void secretContainsWorkingKeys() throws Exception {
    assertEquals(ExitCodes.OK, execute("keys generate --name door-keys --namespace house"));
    JsonNode secret = new ObjectMapper(new YAMLFactory()).readTree(out.toString());

    assertEquals("Secret", secret.path("kind").asText());
    assertEquals("door-keys", secret.at("/metadata/name").asText());
    assertEquals("house", secret.at("/metadata/namespace").asText());
    JsonNode data = secret.path("stringData");
    assertEquals(4, data.size());
    for (String key : new String[] {KubernetesSecret.SEALING, KubernetesSecret.TICKET}) {
      assertEquals(32, Base64.getDecoder().decode(data.path(key).asText()).length);
    }
    assertNotEquals(data.path(KubernetesSecret.SEALING), data.path(KubernetesSecret.TICKET));
    assertPair(
        data.path(KubernetesSecret.SIGNING).asText(),
        data.path(KubernetesSecret.VERIFYING).asText());
  }

  @Test
  void generatedKeysDiffer() {
    execute("keys generate");
    String first = out.toString();
    out.getBuffer().setLength(0);
    execute("keys generate");
    assertNotEquals(first, out.toString());
  }

  @Test
  void keyFilesAreOwnerOnlyAndNeverOverwritten(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    assertEquals(ExitCodes.OK, execute("keys generate --directory " + keys));
    String signing = Files.readString(keys.resolve(KubernetesSecret.SIGNING));
    assertPair(signing, Files.readString(keys.resolve(KubernetesSecret.VERIFYING)));
    for (String file : KubernetesSecret.FILES) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve(file))));
    }
    assertFalse(out.toString().contains("PRIVATE KEY"));

    assertEquals(ExitCodes.OK, execute("keys generate --directory " + keys));
    assertEquals(signing, Files.readString(keys.resolve(KubernetesSecret.SIGNING)));
  }

  @Test
  void toStringHasNoKeys() {
    GeneratedKeys keys =
        GeneratedKeys.generate(new io.vestibule.runtime.SecureRandomProducer().random());
    assertEquals("GeneratedKeys[redacted]", keys.toString());
  }

  /** Picocli reads their fields and annotations, which native images keep only if registered. */
  @Test
  void everyCommandIsRegisteredForNativeImages() {
    Set<String> picocli =
        Set.of(Commands.class.getAnnotation(RegisterForReflection.class).classNames());
    assertEquals(
        List.of(),
        commands(Commands.line())
            .map(CommandLine::getCommandSpec)
            .flatMap(spec -> Stream.concat(Stream.of(spec), spec.mixins().values().stream()))
            .<Class<?>>map(spec -> spec.userObject().getClass())
            .flatMap(CommandsTest::withSuperclasses)
            .filter(type -> !type.isAnnotationPresent(RegisterForReflection.class))
            .filter(type -> !picocli.contains(type.getName()))
            .toList());
  }

  private static Stream<Class<?>> withSuperclasses(Class<?> type) {
    return Stream.<Class<?>>iterate(type, each -> each != Object.class, Class::getSuperclass);
  }

  private static Stream<CommandLine> commands(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(CommandsTest::commands));
  }

  private int execute(String arguments) {
    return Commands.line()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.strip().split(" "));
  }

  private static void assertPair(String privatePem, String publicPem) throws Exception {
    KeyFactory ec = KeyFactory.getInstance("EC");
    PrivateKey signing = ec.generatePrivate(new PKCS8EncodedKeySpec(der(privatePem)));
    PublicKey verifying = ec.generatePublic(new X509EncodedKeySpec(der(publicPem)));
    byte[] text = {1, 2, 3};
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(signing);
    signer.update(text);
    byte[] signature = signer.sign();
    signer.initVerify(verifying);
    signer.update(text);
    assertTrue(signer.verify(signature));
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
