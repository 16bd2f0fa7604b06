package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Credentials of a pod on EKS (IRSA): STS exchanges a token in a file for the credentials of the
 * role. The SDK needs a module and an HTTP client for this that nothing else in the service uses.
 */
@QuarkusIntegrationTest
@Tag("container")
class ServiceAccountRoleIT {
  private static final String ROLE = "arn:aws:iam::123456789012:role/vestibule-test";
  private static final String ANSWER =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult>
          <Credentials>
            <AccessKeyId>%s</AccessKeyId>
            <SecretAccessKey>%s</SecretAccessKey>
            <SessionToken>for-an-hour</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration>
          </Credentials>
        </AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>
      """;

  DevServicesContext context;

  @Test
  void aServiceAccountTokenGivesCredentials(@TempDir Path folder) throws IOException {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    String id = environment.remove("AWS_ACCESS_KEY_ID");
    String secret = environment.remove("AWS_SECRET_ACCESS_KEY");
    String answer = ANSWER.formatted(id, secret);
    // S3Proxy rejects requests with a session token.
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_TYPE", "static");
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID", id);
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_SECRET_ACCESS_KEY", secret);
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    // The service may run as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    HttpServer sts = sts(answer, asked);
    try {
      environment.put("AWS_ROLE_ARN", ROLE);
      environment.put(
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          Files.writeString(folder.resolve("token"), "of-the-account").toString());
      environment.put("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + sts.getAddress().getPort());
      try (RunningService service = RunningService.start(environment)) {
        service.awaitStatus("/q/health/ready", 200);
      }
    } finally {
      sts.stop(0);
    }
    assertTrue(asked.peek().contains("Action=AssumeRoleWithWebIdentity"), asked::peek);
    assertTrue(asked.peek().contains("WebIdentityToken=of-the-account"), asked::peek);
  }

  private static HttpServer sts(String answer, Queue<String> asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/xml");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
