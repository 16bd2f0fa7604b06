package io.vestibule.migration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The Cognito pool whose users keep their passwords. At the first login with a password, the
 * service asks the pool once and then stores its own hash. Without a pool nothing is asked.
 */
@ConfigMapping(prefix = "vestibule.migration.cognito")
public interface CognitoMigrationConfig {
  /** Id of the pool, for example {@code eu-west-1_Ab12Cd34E}. */
  Optional<String> pool();

  /**
   * Id of an app client of the pool that allows {@code USER_PASSWORD_AUTH}. Required with {@code
   * pool}.
   */
  Optional<String> clientId();

  /** Secret of the app client, if it has one. */
  Optional<String> clientSecret();

  /** File that holds {@code client-secret}. */
  Optional<Path> clientSecretFile();

  /** Longest wait for Cognito. */
  @WithDefault("3S")
  Duration timeout();

  /** Most requests to Cognito at once; further logins wait and then fail with 503. */
  @WithDefault("20")
  int maxConcurrency();

  /**
   * How often each server counts the accounts that are not migrated yet, for the metric {@code
   * vestibule.migration.remaining}. A million of them cost about $0.002 each time.
   */
  @WithDefault("15M")
  Duration countEvery();

  /** Replaces the AWS endpoint, for emulators. */
  Optional<URI> endpoint();
}
