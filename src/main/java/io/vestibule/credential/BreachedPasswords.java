package io.vestibule.credential;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vestibule.crypto.Password;
import io.vestibule.runtime.HttpExchange;
import io.vestibule.runtime.VertxContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Asks a range service whether a password is known from a breach ({@link BreachLookupConfig}). Any
 * failure counts as "not known": an outage of that service must not stop sign-ups.
 */
@ApplicationScoped
class BreachedPasswords {
  private static final Logger LOG = Logger.getLogger(BreachedPasswords.class);
  private static final int PREFIX = 5;
  private static final int MAX_SIZE = 512 * 1024;

  private final BreachLookupConfig config;
  private final HttpClient client;
  private final Counter failures;

  BreachedPasswords(Vertx vertx, BreachLookupConfig config, MeterRegistry metrics) {
    this.config = config;
    int millis = Math.toIntExact(config.timeout().toMillis());
    this.client =
        config
            .url()
            .map(
                url ->
                    vertx.createHttpClient(
                        new HttpClientOptions().setConnectTimeout(millis).setMaxPoolSize(4)))
            .orElse(null);
    this.failures =
        Counter.builder("vestibule.password.lookup.failures")
            .description("Look-ups of breached passwords that failed; the password was accepted")
            .register(metrics);
  }

  /** Whether the password is known; false if no service is configured, and on any failure. */
  Uni<Boolean> contains(Password password) {
    if (client == null) {
      return Uni.createFrom().item(false);
    }
    String hash = sha1(password);
    Uni<Boolean> answer =
        HttpExchange.send(client, request(hash.substring(0, PREFIX)), BreachedPasswords::body)
            .map(body -> isListed(body.toString(), hash.substring(PREFIX)))
            .ifNoItem()
            .after(config.timeout())
            .fail()
            .onFailure()
            .invoke(this::recordFailure)
            .onFailure()
            .recoverWithItem(false);
    return VertxContext.resume(answer);
  }

  /** The padding hides the number of results, and thereby the prefix, from observers. */
  private RequestOptions request(String prefix) {
    String base = config.url().orElseThrow().toString();
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(base + (base.endsWith("/") ? "" : "/") + prefix)
        .setFollowRedirects(false)
        .setTimeout(config.timeout().toMillis())
        .putHeader(HttpHeaders.USER_AGENT, "vestibule")
        .putHeader("Add-Padding", "true");
  }

  /** Lines of {@code <35 hex digits>:<count>}; a count of 0 is padding. */
  private static boolean isListed(String body, String suffix) {
    return body.lines()
        .map(String::strip)
        .filter(line -> line.regionMatches(true, 0, suffix + ":", 0, suffix.length() + 1))
        .anyMatch(line -> !line.substring(suffix.length() + 1).strip().equals("0"));
  }

  private void recordFailure(Throwable failure) {
    failures.increment();
    LOG.warnf("the look-up of breached passwords failed: %s", failure.getClass().getSimpleName());
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.request().reset();
      return Future.failedFuture(new IOException("status " + response.statusCode()));
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .handler(
            part -> {
              body.appendBuffer(part);
              if (body.length() > MAX_SIZE) {
                whole.tryFail(new IOException("more than " + MAX_SIZE + " bytes"));
                response.request().reset();
              }
            })
        .exceptionHandler(whole::tryFail)
        .endHandler(ended -> whole.tryComplete(body));
    return whole.future();
  }

  private static String sha1(Password password) {
    byte[] utf8 = password.utf8();
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(utf8))
          .toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }

  @PreDestroy
  void close() {
    if (client != null) {
      client.close();
    }
  }
}
