package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the npm package oidc-provider, a certified OpenID provider: several issuers in one process,
 * see oidc-host.mjs.
 */
public final class OidcProvider implements AutoCloseable {
  /** Its ID token has the claims of the user. */
  public static final String MAIN = "main";

  /** Another issuer, which may be the attacker's. */
  public static final String OTHER = "other";

  /** Like Apple: returns the browser with a form, and takes a signed client secret. */
  public static final String APPLE = "apple";

  /** Has the claims of the user at the user info endpoint only. */
  public static final String CONFORM = "conform";

  /** Nothing listens there. */
  public static final String DOWN = "down";

  private static final List<String> RUNNING = List.of(MAIN, OTHER, APPLE, CONFORM);
  private static final String VERSION = "9.13.3";

  private final Process process;

  private OidcProvider(Process process) {
    this.process = process;
  }

  /** Settings of the service with these issuers. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> all = new ArrayList<>(RUNNING);
    all.add(DOWN);
    for (String name : all) {
      String prefix = "vestibule.issuers." + name + ".";
      settings.put(prefix + "issuer", issuer(name));
      settings.put(prefix + "client-ids", "client-of-" + name);
      settings.put(prefix + "login.client-id", "client-of-" + name);
      settings.put(prefix + "login.client-secret", "secret of " + name + ": + & = %");
    }
    settings.put("vestibule.issuers.apple.kind", "apple");
    settings.put("vestibule.issuers.apple.login.team-id", "TEAM123456");
    settings.put("vestibule.issuers.apple.login.key-id", "KEY1234567");
    settings.put("vestibule.issuers.apple.login.private-key", appleKey("PRIVATE"));
    settings.put("vestibule.issuers.main.login.label", "Main provider");
    return settings;
  }

  public static String issuer(String name) {
    return "http://localhost:" + port(name);
  }

  /**
   * Starts the issuers.
   *
   * @param service the public address of the service
   */
  public static OidcProvider start(String service) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Program.target().resolve("heavy/oidc-provider"));
    install(folder);
    List<String> command = new ArrayList<>(List.of("node"));
    command.add(Checkout.path("src/test/resources/js/oidc-host.mjs").toString());
    command.add(folder.toString());
    command.add(service);
    RUNNING.forEach(name -> command.add(name + "=" + port(name)));
    ProcessBuilder node =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("oidc-provider.log"));
    node.environment().put("APPLE_KEY", appleKey("PUBLIC"));
    OidcProvider started = new OidcProvider(node.start());
    RUNNING.forEach(
        name ->
            Eventually.within(
                90,
                () -> {
                  try {
                    given()
                        .get(issuer(name) + "/.well-known/openid-configuration")
                        .then()
                        .statusCode(200);
                  } catch (Exception notYet) {
                    throw new AssertionError(name + " does not answer", notYet);
                  }
                }));
    return started;
  }

  /** Lets the token endpoint of an issuer answer that status. */
  public static void breakTokens(String name, int status) {
    given().body("{\"token\":" + status + "}").put(issuer(name) + "/broken").then().statusCode(204);
  }

  public static void mend(String name) {
    given().body("{}").put(issuer(name) + "/broken").then().statusCode(204);
  }

  /** How many requests the token endpoint of an issuer has seen. */
  public static int tokenRequests(String name) {
    return Integer.parseInt(given().get(issuer(name) + "/requests").asString());
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The profile and the test are in different class loaders; both see a system property. */
  private static int port(String name) {
    String property = "vestibule.test.oidc." + name;
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(Ports.free()));
    }
    return Integer.getInteger(property);
  }

  /** PEM of a key that is made once in this JVM. */
  private static String appleKey(String kind) {
    String property = "vestibule.test.oidc.apple-key.";
    if (System.getProperty(property + kind) == null) {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        System.setProperty(property + "PRIVATE", pem("PRIVATE", pair.getPrivate().getEncoded()));
        System.setProperty(property + "PUBLIC", pem("PUBLIC", pair.getPublic().getEncoded()));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return System.getProperty(property + kind);
  }

  private static String pem(String kind, byte[] encoded) {
    String label = kind + " KEY-----\n";
    return "-----BEGIN "
        + label
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + label;
  }

  private static void install(Path folder) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("node_modules/oidc-provider/lib/index.js"))) {
      return;
    }
    Process npm =
        new ProcessBuilder(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                folder.toString(),
                "oidc-provider@" + VERSION)
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("npm-oidc.log"))
            .start();
    if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      throw new IOException("npm could not install oidc-provider, see target/heavy/logs");
    }
  }
}
