package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vestibule.runtime.VertxContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs URLs with the service's credentials for the endpoint that clients use. Signing runs on a
 * worker thread, because the credentials provider may have to refresh the credentials.
 */
@ApplicationScoped
class PresignedUrls {
  private final S3Presigner presigner;
  private final String bucket;
  private final AudioConfig lifetimes;
  private final URI object;

  PresignedUrls(
      S3AsyncClient client,
      S3Config config,
      AudioConfig lifetimes,
      @ConfigProperty(name = "quarkus.s3.path-style-access", defaultValue = "false")
          boolean pathStyle) {
    S3ServiceClientConfiguration own = client.serviceClientConfiguration();
    Optional<URI> endpoint = config.publicEndpoint().or(own::endpointOverride);
    S3Configuration style = S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build();
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .region(own.region())
            .credentialsProvider(own.credentialsProvider())
            .serviceConfiguration(style);
    endpoint.ifPresent(builder::endpointOverride);
    this.presigner = builder.build();
    this.bucket = config.bucket();
    this.lifetimes = lifetimes;
    this.object =
        URI.create(
            S3Utilities.builder()
                .region(own.region())
                .s3Configuration(style)
                .build()
                .getUrl(url -> url.bucket(bucket).key("any").endpoint(endpoint.orElse(null)))
                .toString());
  }

  /** Scheme, host and port of all presigned URLs. */
  String origin() {
    return object.getScheme() + "://" + object.getAuthority();
  }

  /** The address of an object as presigned URLs name it, without a signature. */
  URI object() {
    return object;
  }

  /**
   * A URL for one object of exactly this type and size. The upload must send the returned headers.
   */
  Uni<PresignedUrl> put(String key, String contentType, long size) {
    return sign(
        () ->
            presigner.presignPutObject(
                presign ->
                    presign
                        .signatureDuration(lifetimes.uploadLifetime())
                        .putObjectRequest(
                            put ->
                                put.bucket(bucket)
                                    .key(key)
                                    .contentType(contentType)
                                    .contentLength(size))));
  }

  Uni<PresignedUrl> get(String key) {
    return sign(
        () ->
            presigner.presignGetObject(
                presign ->
                    presign
                        .signatureDuration(lifetimes.downloadLifetime())
                        .getObjectRequest(get -> get.bucket(bucket).key(key))));
  }

  private static Uni<PresignedUrl> sign(Supplier<? extends PresignedRequest> signing) {
    return VertxContext.resume(
        Uni.createFrom()
            .item(() -> url(signing.get()))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
  }

  private static PresignedUrl url(PresignedRequest signed) {
    Map<String, String> headers = new LinkedHashMap<>();
    signed
        .signedHeaders()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
              }
            });
    return new PresignedUrl(signed.url().toString(), headers, signed.expiration());
  }

  @PreDestroy
  void close() {
    presigner.close();
  }
}
