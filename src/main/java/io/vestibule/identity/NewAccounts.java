package io.vestibule.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.account.Account;
import io.vestibule.account.Role;
import io.vestibule.account.StoredAccount;
import io.vestibule.credential.Credential;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The accounts that provisioning writes. */
@ApplicationScoped
class NewAccounts {
  private static final int KEY_SALT_SIZE = 32;

  private final ApiTokens apiTokens;
  private final InstantSource clock;
  private final SecureRandom random;

  NewAccounts(ApiTokens apiTokens, InstantSource clock, SecureRandom random) {
    this.apiTokens = apiTokens;
    this.clock = clock;
    this.random = random;
  }

  /** An account without a password. */
  StoredAccount create(ExternalUser user, String userId, ApiToken apiToken) {
    Instant now = clock.instant();
    byte[] keySalt = new byte[KEY_SALT_SIZE];
    random.nextBytes(keySalt);
    Account account =
        new Account(
            userId,
            username(user),
            user.email(),
            user.name(),
            user.role(),
            user.status(),
            user.emailVerified(),
            Plans.DEFAULT,
            Objects.requireNonNullElse(user.createdAt(), now),
            now,
            user.authenticatedAt(),
            user.phoneNumber(),
            user.address(),
            user.picture(),
            List.of(),
            JsonNodeFactory.instance.arrayNode(),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            user.role() == Role.VENDOR ? newVendor() : null);
    return new StoredAccount(
        account,
        new Credential(
            null, HexFormat.of().formatHex(keySalt), null, apiTokens.seal(apiToken, userId)));
  }

  private static Account.Vendor newVendor() {
    return new Account.Vendor(
        null, null, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  private static String username(ExternalUser user) {
    if (user.username() != null) {
      return user.username();
    }
    return Objects.requireNonNullElse(user.email(), "user@").split("@", 2)[0];
  }
}
