package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Opening;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Makes the record of a user whom Cognito just confirmed. Whatever goes wrong after the signature,
 * the sign-up goes on: the record is made at the user's first request instead.
 */
@ApplicationScoped
class CognitoHookService {
  private static final Logger LOG = Logger.getLogger(CognitoHookService.class);

  private final WebhookSignature signature;
  private final CognitoUsers users;
  private final ForeignAccounts accounts;
  private final ObjectMapper json;
  private final Duration patience;
  private final MeterRegistry metrics;

  CognitoHookService(
      WebhookSignature signature,
      CognitoUsers users,
      ForeignAccounts accounts,
      ObjectMapper json,
      CognitoHookConfig config,
      MeterRegistry metrics) {
    this.signature = signature;
    this.users = users;
    this.accounts = accounts;
    this.json = json;
    this.patience = config.patience();
    this.metrics = metrics;
  }

  /**
   * The event as it came.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} without a secret, {@link
   *     ErrorCode#SIGNATURE_INVALID}, {@link ErrorCode#MALFORMED_JSON}
   */
  Uni<byte[]> take(String id, String timestamp, String signatures, byte[] event) {
    if (!signature.isConfigured()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    signature.check(id, timestamp, signatures, event);
    Optional<CognitoUser> user = users.fromEvent(read(event));
    if (user.isEmpty()) {
      LOG.warn("a Cognito event was no confirmation of a user; nothing is stored");
      count("skipped");
      return Uni.createFrom().item(event);
    }
    return store(user.get()).replaceWith(event);
  }

  private Uni<Void> store(CognitoUser user) {
    return accounts
        .openFor(user.account(), user.identity())
        .ifNoItem()
        .after(patience)
        .failWith(TimeoutException::new)
        .onItemOrFailure()
        .invoke(this::report)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private void report(Opening opening, Throwable failure) {
    if (failure == null) {
      count(opening.outcome().name().toLowerCase(Locale.ROOT));
    } else {
      LOG.errorf(
          "a confirmed Cognito user's record was not stored (%s); their first request will make it",
          failure.getClass().getSimpleName());
      count("failed");
    }
  }

  private void count(String outcome) {
    metrics.counter("vestibule.hook.cognito", "outcome", outcome).increment();
  }

  private JsonNode read(byte[] event) {
    try {
      return json.readTree(event);
    } catch (IOException malformed) {
      throw ApiException.of(ErrorCode.MALFORMED_JSON);
    }
  }
}
