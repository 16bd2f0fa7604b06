package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts usage that a back end reports for a user whose API token it does not have. */
@ApplicationScoped
public class UserUsage {
  private static final int ATTEMPTS = 12;

  private final KeyUsageService keys;
  private final MeterLocation locations;

  UserUsage(KeyUsageService keys, MeterLocation locations) {
    this.keys = keys;
    this.locations = locations;
  }

  /**
   * Counts for a back end that names the user: a use of the account's API token, whichever it is.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}; {@link ErrorCode#CONFLICT} if the token
   *     is being replaced for longer than usual; otherwise as {@link UsageService#count}
   */
  public Uni<KeyState> count(String userId, UsageRequest request) {
    return count(userId, request.useOfPlan(), ATTEMPTS);
  }

  private Uni<KeyState> count(String userId, KeyUse use, int left) {
    return locations
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .chain(digest -> keys.use(digest, use))
        .chain(
            result -> {
              if (!isReplaced(result)) {
                return Uni.createFrom().item(UsageService.accepted(result));
              }
              if (left <= 1) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return Uni.createFrom()
                  .voidItem()
                  .onItem()
                  .delayIt()
                  .by(KeyUsageService.ROTATION_PAUSE)
                  .chain(() -> count(userId, use, left - 1));
            });
  }

  /** Whether the token has another hash by now, or will have in a moment. */
  private static boolean isReplaced(KeyUsageResult result) {
    return result instanceof KeyUsageResult.Refused refused
        && refused.reason() == KeyRefusal.NOT_FOUND;
  }
}
