package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.account.Account;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An account as administrators see it: without the owner's own data. */
public record AdminUser(
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @Schema(examples = "ada@example.com", nullable = true) String email,
    String username,
    @Schema(nullable = true) String name,
    Role role,
    Status status,
    @Schema(examples = "free") String plan,
    boolean emailVerified,
    Instant createdAt,
    Instant updatedAt,
    @Schema(nullable = true) Instant lastLoginAt) {

  static AdminUser of(Account account) {
    return new AdminUser(
        account.userId(),
        account.email(),
        account.username(),
        account.name(),
        account.role(),
        account.status(),
        account.plan(),
        account.emailVerified(),
        account.createdAt(),
        account.updatedAt(),
        account.lastLoginAt());
  }
}
