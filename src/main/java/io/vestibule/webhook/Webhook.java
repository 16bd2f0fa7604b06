package io.vestibule.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An endpoint as administrators see it: without its secrets.
 *
 * @param events types, groups such as {@code user.*}, or {@code *}
 * @param secrets the current one first, then those that still sign
 */
public record Webhook(
    String id,
    @Schema(examples = "https://hooks.example.org/vestibule") String url,
    @Schema(nullable = true) String description,
    @Schema(examples = "[\"user.*\"]") List<String> events,
    boolean enabled,
    List<Secret> secrets,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("updated_at") Instant updatedAt) {

  /**
   * A secret without its value.
   *
   * @param expiresAt when it no longer signs; null for the current one
   */
  @Schema(name = "WebhookSecret")
  public record Secret(
      String id,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("expires_at") @Schema(nullable = true) Instant expiresAt) {}

  static Webhook of(WebhookEndpoint endpoint, Instant now) {
    return new Webhook(
        endpoint.id(),
        endpoint.url(),
        endpoint.description(),
        endpoint.filter().patterns(),
        endpoint.enabled(),
        endpoint.secrets().stream()
            .filter(secret -> secret.isValid(now))
            .map(
                secret ->
                    new Secret(secret.id(), secret.createdAt(), secret.expiresAt().orElse(null)))
            .toList(),
        endpoint.createdAt(),
        endpoint.updatedAt());
  }
}
