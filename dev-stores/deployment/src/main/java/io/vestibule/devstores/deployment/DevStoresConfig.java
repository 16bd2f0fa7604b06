package io.vestibule.devstores.deployment;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * DynamoDB Local, an S3 stand-in and secrets for dev mode and tests. Never used in production.
 *
 * <p>Each part steps aside for what is configured: DynamoDB Local for {@code
 * quarkus.dynamodb.endpoint-override}, {@code AWS_ENDPOINT_URL_DYNAMODB} or {@code
 * AWS_ENDPOINT_URL}; the S3 stand-in for {@code quarkus.s3.endpoint-override}, {@code
 * AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}; each generated secret for the property of its
 * name.
 */
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
@ConfigMapping(prefix = "vestibule.dev-stores")
public interface DevStoresConfig {

  /**
   * Whether to start the stores and generate the secrets. Also off when {@code
   * quarkus.devservices.enabled} is. How long a store may take to start is {@code
   * quarkus.devservices.timeout}, 60 seconds unless set.
   */
  @WithDefault("true")
  boolean enabled();

  /**
   * Folder for the data and secrets of dev mode; they survive its restart. Delete the folder, with
   * dev mode stopped, to start afresh. A relative path is resolved against the top of the checkout.
   * Tests don't use it: their tables are in memory, their objects in a temporary folder.
   */
  @WithDefault(".vestibule/dev-stores")
  String folder();

  /**
   * Bucket to create in the S3 stand-in. Unless set: {@code vestibule.s3.bucket}, then {@code
   * S3_BUCKET}, then {@code vestibule-audio}.
   */
  Optional<String> bucket();
}
