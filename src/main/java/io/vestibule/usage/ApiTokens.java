package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Creates API tokens and seals the copy that the owner can read again. */
@ApplicationScoped
public class ApiTokens {
  private final ApiTokenStore store;
  private final Sealer sealer;
  private final SecureRandom random;

  ApiTokens(ApiTokenStore store, Sealer sealer, SecureRandom random) {
    this.store = store;
    this.sealer = sealer;
    this.random = random;
  }

  public ApiToken create() {
    return ApiToken.random(random);
  }

  /** The write that creates the row of {@code token}, as part of the sign-up transaction. */
  public TransactWriteItem creation(
      ApiToken token, String userId, String email, String plan, Instant now) {
    return store.creation(token, userId, email, plan, 0, now, now);
  }

  /**
   * As {@link #creation}, for a token of an earlier system.
   *
   * @param count the units that it has counted; they count in the month of {@code now}
   * @param createdAt when the account was created
   */
  public TransactWriteItem takeOver(
      ApiToken token, StoredOwner owner, long count, Instant createdAt, Instant now) {
    return store.creation(
        token, owner.userId(), owner.email(), owner.plan(), count, createdAt, now);
  }

  /** The owner of a new token. */
  public record StoredOwner(String userId, String email, String plan) {
    @Override
    public String toString() {
      return "StoredOwner[redacted]";
    }
  }

  /**
   * The write that changes the token's plan or blocks it while its owner is suspended, as part of
   * the account's transaction. Its condition fails if the token was replaced.
   *
   * @param plan the new plan; empty to keep it
   * @param suspended whether the owner is suspended; empty to keep the state
   */
  public TransactWriteItem statusUpdate(
      ApiToken token, Optional<String> plan, Optional<Boolean> suspended) {
    return store.statusUpdate(token.digest(), plan, suspended);
  }

  /**
   * The two writes that replace {@code old} by {@code newToken}, which takes over counter, history
   * and the named keys, as part of the account's transaction. The condition of the first fails if
   * {@code old} was used since it was read. Empty if {@code old} has no row.
   *
   * @throws ApiException {@link ErrorCode#ACCOUNT_SUSPENDED} if its owner is suspended
   */
  public Uni<Optional<List<TransactWriteItem>>> replacement(ApiToken old, ApiToken newToken) {
    return store
        .find(old.digest())
        .invoke(found -> found.ifPresent(ApiTokens::refuseSuspended))
        .map(found -> found.map(row -> store.replacement(row, newToken.digest(), true)));
  }

  /** As {@link #replacement}, but the named keys of the account stop working too. */
  public Uni<Optional<List<TransactWriteItem>>> revocation(ApiToken old, ApiToken newToken) {
    return store
        .find(old.digest())
        .invoke(found -> found.ifPresent(ApiTokens::refuseSuspended))
        .map(found -> found.map(row -> store.replacement(row, newToken.digest(), false)));
  }

  /**
   * Blocks a token, so that one in constant use can be replaced.
   *
   * @param until when the token works again, unless it was replaced
   */
  public Uni<Void> freeze(ApiToken token, Instant until) {
    return store.freeze(token.digest(), until);
  }

  private static void refuseSuspended(StoredItem row) {
    if (MeterItems.read(row).block().filter(Meter.Block.SUSPENDED::equals).isPresent()) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }

  /** Seals the token under the service's sealing key, bound to its owner; base64url. */
  public String seal(ApiToken token, String userId) {
    byte[] sealed =
        sealer.seal(token.reveal().getBytes(StandardCharsets.US_ASCII), purpose(userId));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /**
   * @throws IllegalStateException if the copy was sealed for another owner or under an unknown key
   */
  public ApiToken open(String sealed, String userId) {
    return tryOpen(sealed, userId)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the stored API token cannot be decrypted with the sealing key"));
  }

  /** As {@link #open}; empty if the copy cannot be decrypted. It may hold an imported token. */
  public Optional<ApiToken> tryOpen(String sealed, String userId) {
    return sealer
        .open(Base64.getUrlDecoder().decode(sealed), purpose(userId))
        .map(bytes -> ApiToken.imported(new String(bytes, StandardCharsets.US_ASCII)));
  }

  /** Whether the copy is sealed under another key than the current one. */
  public boolean isOutdated(String sealed, String userId) {
    return sealer.isOutdated(Base64.getUrlDecoder().decode(sealed), purpose(userId));
  }

  private static String purpose(String userId) {
    return "vestibule/api-token/v1/" + userId;
  }
}
