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

/** Makes API tokens and keeps the copy that their owner may see again. */
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

  /** The write that makes {@code token} known, to be part of the owner's sign-up. */
  public TransactWriteItem creation(
      ApiToken token, String userId, String email, String plan, Instant now) {
    return store.creation(token, userId, email, plan, now);
  }

  /**
   * The write that gives the token another plan, or takes it from a suspended owner and back, to be
   * part of the account's own change. Refused where the token was replaced meanwhile.
   *
   * @param suspended whether its owner is; empty where that stays as it is
   */
  public TransactWriteItem standing(
      ApiToken token, Optional<String> plan, Optional<Boolean> suspended) {
    return store.standing(token.digest(), plan, suspended);
  }

  /**
   * The two writes that put {@code fresh} in the place of {@code old}, counter and history with it,
   * to be part of the account's own change. The first is refused where {@code old} was used since.
   * Empty where {@code old} is not known any more.
   *
   * @throws ApiException {@link ErrorCode#ACCOUNT_SUSPENDED} where its owner is suspended
   */
  public Uni<Optional<List<TransactWriteItem>>> replacement(ApiToken old, ApiToken fresh) {
    return store
        .find(old.digest())
        .invoke(found -> found.ifPresent(ApiTokens::refuseSuspended))
        .map(found -> found.map(row -> store.replacement(row, fresh.digest())));
  }

  /**
   * Stops a token from counting, so that one in constant use can be replaced. It stays so until it
   * is.
   */
  public Uni<Void> freeze(ApiToken token) {
    return store.freeze(token.digest());
  }

  private static void refuseSuspended(StoredItem row) {
    if (MeterItems.read(row).block().filter(Meter.Block.SUSPENDED::equals).isPresent()) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }

  /** The token under the service's sealing key, bound to its owner; base64url. */
  public String seal(ApiToken token, String userId) {
    byte[] box = sealer.seal(token.reveal().getBytes(StandardCharsets.US_ASCII), purpose(userId));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(box);
  }

  /**
   * @throws IllegalStateException where the copy was not sealed for this owner, or under another
   *     key
   */
  public ApiToken open(String box, String userId) {
    return find(box, userId)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the stored API token does not open with the sealing key"));
  }

  /** As {@link #open}; empty where the copy does not open. */
  public Optional<ApiToken> find(String box, String userId) {
    return sealer
        .open(Base64.getUrlDecoder().decode(box), purpose(userId))
        .flatMap(bytes -> ApiToken.parse(new String(bytes, StandardCharsets.US_ASCII)));
  }

  /** Whether the copy is sealed under another key than the one that seals now. */
  public boolean isOutdated(String box, String userId) {
    return sealer.isOutdated(Base64.getUrlDecoder().decode(box), purpose(userId));
  }

  private static String purpose(String userId) {
    return "vestibule/api-token/v1/" + userId;
  }
}
