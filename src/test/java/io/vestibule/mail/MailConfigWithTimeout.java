package io.vestibule.mail;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The configuration of the mails with another limit in time. */
record MailConfigWithTimeout(MailConfig config, Duration timeout) implements MailConfig {
  @Override
  public boolean enabled() {
    return config.enabled();
  }

  @Override
  public Optional<String> from() {
    return config.from();
  }

  @Override
  public String serviceName() {
    return config.serviceName();
  }

  @Override
  public URI pageUrl() {
    return config.pageUrl();
  }

  @Override
  public String defaultLanguage() {
    return config.defaultLanguage();
  }

  @Override
  public Optional<Path> templates() {
    return config.templates();
  }

  @Override
  public Optional<URI> unsubscribe() {
    return config.unsubscribe();
  }

  @Override
  public Duration connectTimeout() {
    return timeout;
  }

  @Override
  public Notices notices() {
    return config.notices();
  }
}
