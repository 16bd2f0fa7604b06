package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.identity.FederatedAccountResolver;
import io.vestibule.identity.ProvisioningResult;
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
 * Provisions the account of a user whom Cognito has just confirmed. After the signature check no
 * failure interrupts the sign-up: the account is then provisioned at the user's first request.
 */
@ApplicationScoped
class CognitoHookService {
  private static final Logger LOG = Logger.getLogger(CognitoHookService.class);

  private final WebhookSignature signature;
  private final CognitoEventParser parser;
  private final FederatedAccountResolver accounts;
  private final ObjectMapper json;
  private final Duration patience;
  private final MeterRegistry metrics;

  CognitoHookService(
      WebhookSignature signature,
      CognitoEventParser parser,
      FederatedAccountResolver accounts,
      ObjectMapper json,
      CognitoHookConfig config,
      MeterRegistry metrics) {
    this.signature = signature;
    this.parser = parser;
    this.accounts = accounts;
    this.json = json;
    this.patience = config.patience();
    this.metrics = metrics;
  }

  /**
   * @return the event, unchanged
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if no secret is configured, {@link
   *     ErrorCode#SIGNATURE_INVALID}, {@link ErrorCode#MALFORMED_JSON}
   */
  Uni<byte[]> handle(String id, String timestamp, String signatures, byte[] event) {
    if (!signature.isConfigured()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    signature.check(id, timestamp, signatures, event);
    Optional<CognitoUser> user = parser.parseEvent(read(event));
    if (user.isEmpty()) {
      LOG.warn("A signed Cognito event is not a user confirmation; nothing is stored");
      count("skipped");
      return Uni.createFrom().item(event);
    }
    return store(user.get()).replaceWith(event);
  }

  private Uni<Void> store(CognitoUser user) {
    // Memoized, so that the answer after the patience does not interrupt the provisioning.
    return accounts
        .provision(user.user(), user.claims())
        .memoize()
        .indefinitely()
        .ifNoItem()
        .after(patience)
        .failWith(TimeoutException::new)
        .onItemOrFailure()
        .invoke(this::report)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private void report(ProvisioningResult result, Throwable failure) {
    if (failure == null) {
      count(result.outcome().name().toLowerCase(Locale.ROOT));
    } else {
      LOG.errorf(
          "The account of a confirmed Cognito user was not stored (%s); the user's first request will create it",
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
