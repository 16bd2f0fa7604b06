package io.vestibule.devstores.deployment;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * DynamoDB Local, an S3 emulator, a mail server and secrets for dev mode and tests. Never used in
 * production.
 *
 * <p>Each part is omitted if it is configured otherwise: DynamoDB Local by {@code
 * quarkus.dynamodb.endpoint-override}, {@code AWS_ENDPOINT_URL_DYNAMODB} or {@code
 * AWS_ENDPOINT_URL}; the S3 emulator by {@code quarkus.s3.endpoint-override}, {@code
 * AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}; the mail server by {@code quarkus.mailer.host};
 * each generated secret by the property of its name.
 */
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
@ConfigMapping(prefix = "vestibule.dev-stores")
public interface DevStoresConfig {

  /**
   * Whether to start the stores and generate the secrets. Also disabled by {@code
   * quarkus.devservices.enabled=false}. {@code quarkus.devservices.timeout} limits the start of a
   * store; 60 seconds by default.
   */
  @WithDefault("true")
  boolean enabled();

  /**
   * Folder for the data and secrets of dev mode, which survive a restart. To reset them, stop dev
   * mode and delete the folder. A relative path is resolved against the root of the checkout. Tests
   * do not use it: their tables are in memory and their objects in a temporary folder. Caught mails
   * are always in memory.
   */
  @WithDefault(".vestibule/dev-stores")
  String folder();

  /**
   * Bucket to create in the S3 emulator. By default {@code vestibule.s3.bucket}, then {@code
   * S3_BUCKET}, then {@code vestibule-audio}.
   */
  Optional<String> bucket();
}
