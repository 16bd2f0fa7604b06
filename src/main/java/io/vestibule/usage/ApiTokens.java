package io.vestibule.usage;

import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
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
    return sealer
        .open(Base64.getUrlDecoder().decode(box), purpose(userId))
        .flatMap(bytes -> ApiToken.parse(new String(bytes, StandardCharsets.US_ASCII)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the stored API token does not open with the sealing key"));
  }

  private static String purpose(String userId) {
    return "vestibule/api-token/v1/" + userId;
  }
}
