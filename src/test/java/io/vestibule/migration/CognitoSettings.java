package io.vestibule.migration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a client that a test makes itself. */
record CognitoSettings(String poolId, URI server, Duration timeout)
    implements CognitoMigrationConfig {
  @Override
  public Optional<String> pool() {
    return Optional.of(poolId);
  }

  @Override
  public Optional<String> clientId() {
    return Optional.of("client");
  }

  @Override
  public Optional<String> clientSecret() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> clientSecretFile() {
    return Optional.empty();
  }

  @Override
  public int maxConcurrency() {
    return 20;
  }

  @Override
  public Optional<URI> endpoint() {
    return Optional.of(server);
  }
}
