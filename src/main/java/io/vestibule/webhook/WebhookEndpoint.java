package io.vestibule.webhook;

import java.time.Instant;
import java.util.List;

/**
 * Where events are sent to.
 *
 * @param version grows with every change
 * @param secrets the current one first
 */
record WebhookEndpoint(
    String id,
    String url,
    String description,
    EventFilter filter,
    boolean enabled,
    List<WebhookSecret> secrets,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  boolean wants(String type) {
    return enabled && filter.matches(type);
  }

  WebhookEndpoint withSecrets(List<WebhookSecret> changed, Instant now) {
    return new WebhookEndpoint(
        id, url, description, filter, enabled, List.copyOf(changed), createdAt, now, version + 1);
  }

  @Override
  public String toString() {
    return "WebhookEndpoint[" + id + "]";
  }
}
