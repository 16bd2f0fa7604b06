package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;

/** Runs the npm package cognito-local with one pool, a trigger and paging: see cognito-host.mjs. */
public final class CognitoLocal implements AutoCloseable {
  /** The confirmation code that cognito-local always sends. */
  public static final String CODE = "123456";

  private static final String VERSION = "5.3.0";

  private final List<Process> processes = new ArrayList<>();
  private final int port = Ports.free();
  private final int lambdaPort = Ports.free();
  private final int pagingPort = Ports.free();
  private final CognitoIdentityProviderAsyncClient client;
  private final String pool;
  private final String clientId;

  private CognitoLocal() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Program.target().resolve("heavy/cognito-local"));
    install(folder);
    Path run = Files.createTempDirectory("cognito");
    Files.createDirectories(run.resolve(".cognito"));
    Files.writeString(
        run.resolve(".cognito/config.json"),
        """
        {"LambdaClient":{"endpoint":"http://127.0.0.1:%d","region":"local",
         "credentials":{"accessKeyId":"local","secretAccessKey":"local"}},
         "TriggerFunctions":{"PostConfirmation":"forwarder"}}
        """
            .formatted(lambdaPort));
    start(
        run,
        List.of("node", folder.resolve("node_modules/cognito-local/lib/bin/start.js").toString()));
    start(
        run,
        List.of(
            "node",
            Checkout.path("src/test/resources/js/cognito-host.mjs").toString(),
            Integer.toString(port),
            Integer.toString(lambdaPort),
            Integer.toString(pagingPort),
            Checkout.path("infra/cognito-forwarder/index.mjs").toString()));
    Eventually.within(60, () -> answers("http://localhost:" + port + "/health"));
    client =
        CognitoIdentityProviderAsyncClient.builder()
            .region(Region.of("local"))
            .endpointOverride(endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
    Eventually.within(
        60, () -> given().put("http://127.0.0.1:" + pagingPort + "/").then().statusCode(404));
    pool = client.createUserPool(create -> create.poolName("people")).join().userPool().id();
    clientId =
        client
            .createUserPoolClient(
                create ->
                    create
                        .userPoolId(pool)
                        .clientName("web")
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH))
            .join()
            .userPoolClient()
            .clientId();
  }

  /**
   * True if Node.js is available; with {@code VESTIBULE_REQUIRE_NODE}, as in CI, its absence is an
   * error.
   */
  public static boolean isInstallable() {
    boolean installable = runs("node") && runs("npm");
    if (!installable && System.getenv("VESTIBULE_REQUIRE_NODE") != null) {
      throw new AssertionError("VESTIBULE_REQUIRE_NODE is set and there is no node or no npm");
    }
    return installable;
  }

  public static CognitoLocal start() throws IOException, InterruptedException {
    return new CognitoLocal();
  }

  /** Environment variables that configure the pool as an issuer. */
  public Map<String, String> environment() {
    return Map.of(
        "VESTIBULE_ISSUERS_POOL_ISSUER",
        "http://localhost:" + port + "/" + pool,
        "VESTIBULE_ISSUERS_POOL_KIND",
        "cognito",
        "VESTIBULE_ISSUERS_POOL_CLIENT_IDS",
        clientId,
        "VESTIBULE_ISSUERS_POOL_JWKS_URI",
        "http://localhost:" + port + "/" + pool + "/.well-known/jwks.json");
  }

  public void forwardTo(URI service, String secret) {
    given()
        .body("{\"url\":\"" + service + SignedEvent.PATH + "\",\"secret\":\"" + secret + "\"}")
        .put("http://127.0.0.1:" + lambdaPort + "/hook")
        .then()
        .statusCode(204);
  }

  public CognitoIdentityProviderAsyncClient client() {
    return client;
  }

  public String pool() {
    return pool;
  }

  public String clientId() {
    return clientId;
  }

  /** The endpoint on which ListUsers supports paging. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + pagingPort);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    processes.forEach(Process::destroy);
  }

  private void start(Path folder, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("cognito-" + processes.size() + ".log"));
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("CODE", CODE);
    processes.add(builder.start());
  }

  private static void install(Path folder) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("node_modules/cognito-local"))) {
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
                "cognito-local@" + VERSION)
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("npm.log"))
            .start();
    if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      throw new IOException("npm could not install cognito-local, see target/heavy/logs/npm.log");
    }
  }

  private static void answers(String address) {
    try {
      given().get(address).then().statusCode(200);
    } catch (RuntimeException refused) {
      throw new AssertionError(address + " does not answer", refused);
    } catch (Exception refused) {
      throw new AssertionError(address + " is not there", refused);
    }
  }

  private static boolean runs(String command) {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
