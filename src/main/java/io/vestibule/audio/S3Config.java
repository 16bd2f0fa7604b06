package io.vestibule.audio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/**
 * Where recordings lie. How the service itself reaches S3 is Quarkus' and AWS' configuration:
 * {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3} or {@code quarkus.s3.endpoint-override}, {@code
 * quarkus.s3.path-style-access} for stores that have no bucket host names.
 */
@ConfigMapping(prefix = "vestibule.s3")
public interface S3Config {
  /** The bucket. Environment: {@code S3_BUCKET}. */
  @WithDefault("vestibule-audio")
  String bucket();

  /**
   * The S3 endpoint that presigned URLs name, for example {@code https://s3.example.com}: browsers
   * and phones must reach it. Unless set, the one the service itself uses. Environment: {@code
   * S3_PUBLIC_ENDPOINT}.
   */
  Optional<URI> publicEndpoint();
}
