package io.vestibule.migration;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.FormerPasswords;
import io.vestibule.crypto.Password;
import io.vestibule.identity.FederatedIdentities;
import io.vestibule.identity.FederatedIdentity;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordResetRequiredException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

/**
 * Verifies passwords that only a Cognito pool knows. The account must have an identity of the pool,
 * and the ID token that Cognito returns must be about that identity: another user of the pool may
 * have the same address.
 *
 * <p>A user whose login at Cognito needs a further step (second factor, new password) is not
 * migrated: their password alone did not sign them in. They can reset it by mail.
 */
@ApplicationScoped
class CognitoPasswords implements FormerPasswords {
  private static final Logger LOG = Logger.getLogger(CognitoPasswords.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private enum Outcome {
    CORRECT,
    WRONG,
    FURTHER_STEP,
    OTHER_USER,
    UNAVAILABLE
  }

  private final CognitoClient cognito;
  private final FederatedIdentities identities;
  private final MeterRegistry metrics;
  private final Optional<String> pool;

  CognitoPasswords(
      CognitoClient cognito,
      FederatedIdentities identities,
      MeterRegistry metrics,
      CognitoMigrationConfig config) {
    this.cognito = cognito;
    this.identities = identities;
    this.metrics = metrics;
    this.pool = config.pool();
  }

  @Override
  public Uni<Boolean> verify(Account account, Password password) {
    if (pool.isEmpty() || account.email() == null) {
      return Uni.createFrom().item(false);
    }
    return identities
        .list(account.userId())
        .map(
            linked ->
                linked.stream()
                    .map(FederatedIdentities.LinkedIdentity::identity)
                    .filter(this::isOfPool)
                    .map(FederatedIdentity::subject)
                    .findFirst())
        .chain(
            subject ->
                subject
                    .map(known -> verify(account.email(), password, known))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  /** The last segment of a Cognito issuer is the pool's id, which is unique in the world. */
  private boolean isOfPool(FederatedIdentity identity) {
    return identity.issuer().endsWith("/" + pool.orElseThrow());
  }

  private Uni<Boolean> verify(String email, Password password, String subject) {
    return cognito
        .logIn(email, password)
        .map(answer -> outcome(answer, subject))
        .onFailure()
        .recoverWithItem(CognitoPasswords::outcome)
        .invoke(this::count)
        .map(
            outcome -> {
              if (outcome == Outcome.UNAVAILABLE) {
                throw ApiException.later(ErrorCode.UNAVAILABLE, RETRY_AFTER);
              }
              return outcome == Outcome.CORRECT;
            });
  }

  private static Outcome outcome(InitiateAuthResponse answer, String subject) {
    if (answer.authenticationResult() == null || answer.authenticationResult().idToken() == null) {
      return Outcome.FURTHER_STEP;
    }
    return subject.equals(subject(answer.authenticationResult().idToken()))
        ? Outcome.CORRECT
        : Outcome.OTHER_USER;
  }

  /**
   * Without a check of the signature: the token came directly from the issuer over TLS (OpenID
   * Connect Core section 3.1.3.7).
   */
  private static String subject(String idToken) {
    try {
      return new JwtConsumerBuilder()
          .setSkipAllValidators()
          .setDisableRequireSignature()
          .setSkipSignatureVerification()
          .build()
          .processToClaims(idToken)
          .getSubject();
    } catch (InvalidJwtException | MalformedClaimException malformed) {
      return null;
    }
  }

  private static Outcome outcome(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    // The emulator cognito-local answers a wrong password with InvalidPasswordException.
    if (failure instanceof NotAuthorizedException
        || failure instanceof UserNotFoundException
        || failure instanceof InvalidPasswordException) {
      return Outcome.WRONG;
    }
    if (failure instanceof PasswordResetRequiredException
        || failure instanceof UserNotConfirmedException) {
      return Outcome.FURTHER_STEP;
    }
    // Only the type: the message may name the user.
    LOG.warnf("Cognito did not verify a password: %s", failure.getClass().getSimpleName());
    return Outcome.UNAVAILABLE;
  }

  private void count(Outcome outcome) {
    metrics
        .counter(
            "vestibule.migration.cognito",
            "outcome",
            outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .increment();
  }
}
