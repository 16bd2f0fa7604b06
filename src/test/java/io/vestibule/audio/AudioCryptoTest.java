package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Resets;
import io.vestibule.testing.VaultClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The JavaScript client in Node against the service and the S3 stand-in. Skipped where there is no
 * {@code node}; with {@code VESTIBULE_REQUIRE_NODE} set, as in CI, that is a failure.
 */
@QuarkusTest
class AudioCryptoTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 16_384, 1_000_000})
  void serverDecryptsJavaScriptFiles(int size) throws Exception {
    Person ada = Api.register();

    JsonNode found = run(input(ada, size));

    assertTrue(found.path("lengthsAgree").asBoolean());
    assertEquals(200, found.path("uploadStatus").asInt());
    assertEquals("ready", found.path("recordStatus").asText());
    assertTrue(found.path("servedAsItWas").asBoolean());
    assertTrue(found.path("ownAsItWas").asBoolean());
    assertTrue(found.path("wrongPassword").asBoolean());
    assertEquals(0, found.path("wrongPasswordKeys").asInt());
    assertEquals("[]", found.path("lockedKeys").toString());
    assertEquals("[true,true,true,true,true]", found.path("refusals").toString());
  }

  @Test
  void javaScriptDecryptsJavaFilesAlsoWithTheRecoveryKey() throws Exception {
    Person ada = Api.register();
    byte[] plain = VaultClient.bytes(3 * 16_384);
    ObjectNode input = input(ada, 100);
    input.put("fileId", VaultClient.store(ada, plain).fileId());
    input.put(
        "recoveryKey",
        ada.request()
            .body(Map.of("password", ada.password()))
            .post("/api/user/recovery-key")
            .<String>path("recovery_key"));

    JsonNode found = run(input);

    byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
    assertEquals(HexFormat.of().formatHex(digest), found.path("javaSha256").asText());
    assertEquals("[true,true,true,true]", found.path("ranges").toString());
    assertTrue(found.path("recovered").asBoolean());
    assertTrue(found.path("passkey").asBoolean());
    assertEquals(0, found.path("otherPasskeyKeys").asInt(-1));
    assertEquals("[\"k1\"]", found.path("recoveredKeys").toString());
  }

  @Test
  void javaScriptDecryptsALockedRecordingWithTheFormerPassword() throws Exception {
    Person before = Api.register();
    byte[] plain = VaultClient.bytes(3 * 16_384);
    String fileId = VaultClient.store(before, plain).fileId();
    ObjectNode input = input(Resets.forgotPassword(before), 100);
    input.put("fileId", fileId).put("formerPassword", before.password());

    JsonNode found = run(input);

    assertTrue(found.path("servedAsItWas").asBoolean());
    assertEquals("[\"k1\"]", found.path("lockedKeys").toString());
    assertEquals("k1", found.path("javaKeyId").asText());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
    assertEquals(HexFormat.of().formatHex(digest), found.path("javaSha256").asText());
  }

  private static ObjectNode input(Person person, int size) {
    return JSON.createObjectNode()
        .put("url", "http://localhost:" + RestAssured.port)
        .put("email", person.email())
        .put("password", person.password())
        .put("size", size);
  }

  private JsonNode run(ObjectNode input) throws IOException, InterruptedException {
    boolean available = isNodeAvailable();
    assertTrue(
        available || System.getenv("VESTIBULE_REQUIRE_NODE") == null,
        "VESTIBULE_REQUIRE_NODE is set and there is no node 20 or later");
    assumeTrue(available, "no node 20 or later on the path: the JavaScript client is not tested");
    copy("META-INF/resources/vestibule/audio-crypto.js");
    copy("META-INF/resources/vestibule/vault.js");
    copy("META-INF/resources/vestibule/argon2.js");
    copy("js/vault-client.mjs");
    Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
    Path errors = folder.resolve("errors");
    Process node =
        new ProcessBuilder("node", "vault-client.mjs")
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    try (var in = node.getOutputStream()) {
      JSON.writeValue(in, input);
    }
    byte[] out = node.getInputStream().readAllBytes();
    assertTrue(node.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, node.exitValue(), Files.readString(errors));
    return JSON.readTree(out);
  }

  private static boolean isNodeAvailable() throws InterruptedException {
    try {
      Process node = new ProcessBuilder("node", "--version").start();
      String version =
          new String(node.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return node.waitFor() == 0
          && Integer.parseInt(version.replaceAll("v(\\d+)\\..*\\s*", "$1")) >= 20;
    } catch (IOException absent) {
      return false;
    }
  }

  private void copy(String resource) throws IOException {
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(resource)) {
      Files.copy(in, folder.resolve(Path.of(resource).getFileName().toString()));
    }
  }
}
