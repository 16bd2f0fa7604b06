package io.vestibule.apikey;

import io.smallrye.mutiny.Uni;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.KeyScopes;
import io.vestibule.usage.KeyUsageResult;
import io.vestibule.usage.KeyUsageService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Verifies keys for the gateway of whoever sells an API. */
@ApplicationScoped
class KeyVerificationService {
  /** Of one batch at a time. */
  private static final int CONCURRENCY = 16;

  private final KeyUsageService keys;
  private final KeyScopes scopes;

  KeyVerificationService(KeyUsageService keys, KeyScopes scopes) {
    this.keys = keys;
    this.scopes = scopes;
  }

  /**
   * @throws ApiException {@link ErrorCode#REQUEST_ID_REUSED}; nothing was counted
   */
  Uni<KeyVerification> verify(VerificationRequest request) {
    Optional<ApiToken> token = ApiToken.parse(request.key());
    Uni<KeyUsageResult> result =
        token
            .map(known -> keys.use(known, request.use()))
            .orElseGet(() -> Uni.createFrom().item(KeyUsageResult.Refused.notFound()));
    return result.map(decided -> KeyVerification.of(decided, scopes.all()));
  }

  /** The results in the order of the requests. A failure of one does not concern the others. */
  Uni<KeyVerificationList> verifyAll(List<VerificationRequest> requests) {
    return Uni.join()
        .all(
            requests.stream()
                .map(
                    request ->
                        verify(request)
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
