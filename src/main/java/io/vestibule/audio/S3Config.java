package io.vestibule.audio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/**
 * The bucket of the recordings. How the service itself connects to S3 is configuration of Quarkus
 * and AWS: {@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3} or {@code quarkus.s3.endpoint-override},
 * {@code quarkus.s3.path-style-access} for stores without virtual-hosted buckets.
 */
@ConfigMapping(prefix = "vestibule.s3")
public interface S3Config {
  /** The bucket. Environment: {@code S3_BUCKET}. */
  @WithDefault("vestibule-audio")
  String bucket();

  /**
   * The S3 endpoint that presigned URLs name, for example {@code https://s3.example.com}: browsers
   * and phones must be able to reach it. Default: the endpoint that the service itself uses.
   * Environment: {@code S3_PUBLIC_ENDPOINT}.
   */
  Optional<URI> publicEndpoint();
}
