package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.KeyScopes;
import io.vestibule.usage.KeySecrets;
import io.vestibule.usage.KeyUsageResult;
import io.vestibule.usage.KeyUsageService;
import io.vestibule.usage.RateLimitFields;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies keys for the gateway of whoever sells an API. */
@ApplicationScoped
class KeyVerificationService {
  /** Of one batch at a time. */
  private static final int CONCURRENCY = 16;

  private final KeyUsageService keys;
  private final KeySecrets secrets;
  private final KeyScopes scopes;

  KeyVerificationService(KeyUsageService keys, KeySecrets secrets, KeyScopes scopes) {
    this.keys = keys;
    this.secrets = secrets;
    this.scopes = scopes;
  }

  /**
   * @throws ApiException {@link ErrorCode#REQUEST_ID_REUSED}; nothing was counted
   */
  Uni<VerifiedKey> verify(VerificationRequest request) {
    return use(request)
        .map(
            result ->
                new VerifiedKey(
                    KeyVerification.of(result, scopes.all()),
                    result
                        .known()
                        .map(state -> RateLimitFields.of(state.limits()))
                        .orElse(Map.of())));
  }

  /**
   * @param fields header fields that describe the limits
   */
  record VerifiedKey(KeyVerification verification, Map<String, String> fields) {}

  private Uni<KeyUsageResult> use(VerificationRequest request) {
    Optional<ApiToken> token = secrets.read(request.key());
    return token
        .map(known -> keys.use(known, request.use()))
        .orElseGet(() -> Uni.createFrom().item(KeyUsageResult.Refused.notFound()));
  }

  /** The results in the order of the requests. A failure of one does not concern the others. */
  Uni<KeyVerificationList> verifyAll(List<VerificationRequest> requests) {
    return Uni.join()
        .all(
            requests.stream()
                .map(
                    request ->
                        use(request)
                            .map(result -> KeyVerification.of(result, scopes.all()))
                            .onFailure(KeyVerificationService::concernsOne)
                            .recoverWithItem(KeyVerificationService::failed))
                .toList())
        .usingConcurrencyOf(CONCURRENCY)
        .andFailFast()
        .map(KeyVerificationList::new);
  }

  private static boolean concernsOne(Throwable failure) {
    return failure instanceof ApiException known
        && (known.code() == ErrorCode.REQUEST_ID_REUSED || known.code() == ErrorCode.UNAVAILABLE);
  }

  private static KeyVerification failed(Throwable failure) {
    return KeyVerification.failed(((ApiException) failure).code().name());
  }
}
