package io.vestibule.audio;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vestibule.runtime.HttpExchange;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import io.vestibule.web.AllowedOrigins;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether the bucket lets the pages of the front ends upload and download: the preflight requests
 * (Fetch, section 4.8) that their browsers send before they use a presigned URL.
 */
@Singleton
class BucketCorsDiagnosis implements Diagnosis {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final URI object;
  private final Set<String> origins;

  @Inject
  BucketCorsDiagnosis(
      Vertx vertx,
      PresignedUrls urls,
      AudioConfig config,
      AllowedOrigins allowed,
      @ConfigProperty(name = "vestibule.console.enabled") boolean console) {
    this(vertx, urls.object(), origins(config, allowed, console));
  }

  BucketCorsDiagnosis(Vertx vertx, URI object, Set<String> origins) {
    this.vertx = vertx;
    this.object = object;
    this.origins = origins;
  }

  /** Those of the pages that use the service: the console's own one, and the configured ones. */
  private static Set<String> origins(AudioConfig config, AllowedOrigins allowed, boolean console) {
    Set<String> origins = new LinkedHashSet<>();
    if (console) {
      URI page = URI.create(config.publicUrl());
      origins.add(page.getScheme() + "://" + page.getAuthority());
    }
    origins.addAll(allowed.exact());
    return origins;
  }

  @Override
  public String subject() {
    return "bucket CORS";
  }

  @Override
  public Uni<List<Finding>> examine() {
    if (origins.isEmpty()) {
      return Uni.createFrom()
          .item(List.of(Finding.skipped("no page of an exact origin uses the service")));
    }
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(Math.toIntExact(TIMEOUT.toMillis())));
    return Multi.createFrom()
        .iterable(origins)
        .onItem()
        .transformToUniAndConcatenate(origin -> examine(client, origin))
        .collect()
        .asList()
        .onTermination()
        .invoke(() -> client.close());
  }

  private Uni<Finding> examine(HttpClient client, String origin) {
    return refused(client, origin, HttpMethod.PUT)
        .chain(
            put ->
                refused(client, origin, HttpMethod.GET)
                    .map(
                        get -> {
                          List<String> refused = new ArrayList<>();
                          put.ifPresent(refused::add);
                          get.ifPresent(refused::add);
                          return finding(origin, refused);
                        }))
        .onFailure()
        .recoverWithItem(
            failure ->
                Finding.problem(
                    object.getAuthority()
                        + " cannot be reached ("
                        + failure.getClass().getSimpleName()
                        + "); look at S3_PUBLIC_ENDPOINT"));
  }

  private static Finding finding(String origin, List<String> refused) {
    return refused.isEmpty()
        ? Finding.ok("pages of " + origin + " may upload and download")
        : Finding.problem(
            "pages of "
                + origin
                + " may not "
                + String.join(" or ", refused)
                + " (allow the origin in the CORS configuration of the bucket, infra/bucket.tf)");
  }

  /** The method, if a browser would refuse it to a page of this origin. */
  private Uni<Optional<String>> refused(HttpClient client, String origin, HttpMethod method) {
    RequestOptions preflight =
        new RequestOptions()
            .setMethod(HttpMethod.OPTIONS)
            .setAbsoluteURI(object.toString())
            .setFollowRedirects(false)
            .setTimeout(TIMEOUT.toMillis())
            .putHeader(HttpHeaders.ORIGIN, origin)
            .putHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, method.name())
            .putHeader(
                HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS,
                method.equals(HttpMethod.PUT) ? "content-type" : "range");
    return HttpExchange.send(client, preflight, answer -> answer.end().map(answer))
        .map(answer -> allows(answer, origin, method))
        .map(allowed -> allowed ? Optional.empty() : Optional.of(method.name()));
  }

  private static boolean allows(HttpClientResponse answer, String origin, HttpMethod method) {
    String allowed = answer.getHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    String methods = answer.getHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS);
    boolean successful = answer.statusCode() >= 200 && answer.statusCode() < 300;
    return successful
        && (origin.equals(allowed) || "*".equals(allowed))
        && (method.equals(HttpMethod.GET)
            || (methods != null && List.of(methods.split("\\s*,\\s*")).contains(method.name())));
  }
}
