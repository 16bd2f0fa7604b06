package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Keycloak from its distribution (unpacked by profile {@code heavy}) with two realms. */
public final class Keycloak implements AutoCloseable {
  /** The client of sign-in by redirect, and its secret. */
  public static final String CLIENT = "vestibule";

  public static final String CLIENT_SECRET = "secret-of-the-test-client";

  private static final String ADMIN = "admin";
  private static final Pattern LOGIN_FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

  private final Path home;
  private final int port;
  private final String adminPassword = Api.freshPassword();
  private Process process;

  private Keycloak(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** An instance that is not started; its URLs are known. */
  public static Keycloak unpacked() throws IOException {
    try (var unpacked = Files.list(Program.target().resolve("keycloak"));
        ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Keycloak(unpacked.findFirst().orElseThrow(), free.getLocalPort());
    }
  }

  public String issuer(String realm) {
    return "http://localhost:" + port + "/realms/" + realm;
  }

  /** Starts Keycloak with a user of that address in both realms. */
  public void start(String email, String password) throws IOException {
    Path imports = Files.createDirectories(home.resolve("data/import"));
    for (String realm : List.of("lab", "elsewhere")) {
      Files.writeString(
          imports.resolve(realm + ".json"),
          new ObjectMapper().writeValueAsString(realm(realm, email, password)));
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("keycloak.log"));
    home.resolve("bin/kc.sh").toFile().setExecutable(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword);
    process = builder.start();
    Eventually.within(300, this::answers);
  }

  /** An access token by password grant. */
  public String token(String realm, String client, String username, String password) {
    return given()
        .contentType(ContentType.URLENC)
        .formParam("grant_type", "password")
        .formParam("scope", "openid email profile")
        .formParam("client_id", client)
        .formParam("username", username)
        .formParam("password", password)
        .post(issuer(realm) + "/protocol/openid-connect/token")
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /**
   * Signs in on the page of an authorization request.
   *
   * @return where Keycloak sends the browser back
   */
  public String signIn(String authorization, String username, String password) {
    Response page =
        given().redirects().follow(false).urlEncodingEnabled(false).get(URI.create(authorization));
    page.then().statusCode(200);
    Matcher form = LOGIN_FORM.matcher(page.asString());
    if (!form.find()) {
      throw new AssertionError("Keycloak shows no form: " + page.asString());
    }
    return given()
        .redirects()
        .follow(false)
        .cookies(page.detailedCookies())
        .contentType(ContentType.URLENC)
        .formParam("username", username)
        .formParam("password", password)
        .urlEncodingEnabled(false)
        .post(URI.create(form.group(1).replace("&amp;", "&")))
        .then()
        .statusCode(302)
        .extract()
        .header("Location");
  }

  /** Makes a new key the active signing key; the old key stays published. */
  public void rotateKeys(String realm) {
    String token = token("master", "admin-cli", ADMIN, adminPassword);
    String admin = "http://localhost:" + port + "/admin/realms/" + realm;
    String parent =
        given().auth().oauth2(token).get(admin).then().statusCode(200).extract().path("id");
    given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "name", "next",
                "providerId", "rsa-generated",
                "providerType", "org.keycloak.keys.KeyProvider",
                "parentId", parent,
                "config",
                    Map.of(
                        "priority", List.of("500"),
                        "enabled", List.of("true"),
                        "active", List.of("true"),
                        "algorithm", List.of("RS256"))))
        .post(admin + "/components")
        .then()
        .statusCode(201);
  }

  /** {@code kid} of a token. */
  public static String keyId(String token) throws IOException {
    return new ObjectMapper()
        .readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]))
        .path("kid")
        .asText();
  }

  /** A token with an unknown key id and an invalid signature. */
  public static String withKeyId(String keyId, String issuer) {
    return encode("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}")
        + "."
        + encode("{\"iss\":\"" + issuer + "\"}")
        + "."
        + encode("no signature");
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    // The script ends immediately; wait for the JVM that it started.
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    all.forEach(
        handle -> {
          try {
            handle.onExit().get(20, TimeUnit.SECONDS);
          } catch (InterruptedException | ExecutionException | TimeoutException stuck) {
            handle.destroyForcibly();
          }
        });
  }

  private void answers() {
    try {
      given().get(issuer("lab")).then().statusCode(200);
    } catch (RuntimeException | AssertionError notYet) {
      throw new AssertionError("Keycloak does not answer yet", notYet);
    } catch (Exception refused) {
      throw new AssertionError("Keycloak is not there yet", refused);
    }
  }

  private static Map<String, Object> realm(String name, String email, String password) {
    return Map.of(
        "realm",
        name,
        "enabled",
        true,
        "sslRequired",
        "none",
        "clients",
        List.of(
            client("web", true, 300),
            client("brief", true, 1),
            client("other", false, 300),
            signIn()),
        "users",
        List.of(
            Map.of(
                "username",
                email,
                "email",
                email,
                "emailVerified",
                true,
                "enabled",
                true,
                "firstName",
                "Ada",
                "lastName",
                "Lovelace",
                "id",
                UUID.randomUUID().toString(),
                "credentials",
                List.of(Map.of("type", "password", "value", password)))));
  }

  private static Map<String, Object> client(String id, boolean forUs, int seconds) {
    Map<String, Object> mapper =
        Map.of(
            "name", "audience",
            "protocol", "openid-connect",
            "protocolMapper", "oidc-audience-mapper",
            "config",
                Map.of("included.custom.audience", "vestibule", "access.token.claim", "true"));
    return Map.of(
        "clientId",
        id,
        "publicClient",
        true,
        "directAccessGrantsEnabled",
        true,
        "attributes",
        Map.of("access.token.lifespan", Integer.toString(seconds)),
        "protocolMappers",
        forUs ? List.of(mapper) : List.of());
  }

  private static Map<String, Object> signIn() {
    return Map.of(
        "clientId",
        CLIENT,
        "secret",
        CLIENT_SECRET,
        "standardFlowEnabled",
        true,
        "redirectUris",
        List.of("https://vestibule.test/api/auth/callback/keycloak"));
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
