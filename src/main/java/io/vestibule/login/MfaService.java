package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.Status;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.factor.SecondFactorProof;
import io.vestibule.factor.SecondFactors;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** The second factor of a login: ends the login at its door. */
@ApplicationScoped
class MfaService {
  private static final int MAX_TOKEN = 2_000;

  private final MfaTokens tokens;
  private final AccountService accounts;
  private final SecondFactors factors;
  private final LoginCompletion completion;
  private final InstantSource clock;

  MfaService(
      MfaTokens tokens,
      AccountService accounts,
      SecondFactors factors,
      LoginCompletion completion,
      InstantSource clock) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.factors = factors;
    this.completion = completion;
    this.clock = clock;
  }

  /**
   * Opens the session that the first proof asked for.
   *
   * @param device the User-Agent; null for none
   * @throws ApiException {@link ErrorCode#MFA_TOKEN_INVALID}, {@link ErrorCode#MFA_CODE_INVALID},
   *     {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<LoginOutcome.SessionOpened> logIn(JsonNode body, String device) {
    MfaTokens.Pending pending = open(body, device);
    SecondFactorProof proof = SecondFactorProof.from(body);
    LoginDoor door = completion.door(pending.door(), pending.transport(), device);
    return owner(pending)
        .call(owner -> factors.verify(owner.account(), proof, SecurityEventType.LOGIN))
        .chain(
            owner -> {
              Authentication how = pending.how().and(clock.instant(), proof.kind().authMethods());
              // The session counts from the first proof: what has ended all sessions since then
              // also ends this one.
              return completion.open(owner, pending.how().time(), how, door);
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#MFA_TOKEN_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED}
   */
  Uni<FactorOptionsAnswer> options(JsonNode body, String device) {
    MfaTokens.Pending pending = open(body, device);
    return owner(pending)
        .chain(owner -> factors.available(pending.userId()))
        .chain(
            kinds ->
                factors
                    .options(pending.userId(), kinds)
                    .map(options -> FactorOptionsAnswer.of(SecondFactors.names(kinds), options)));
  }

  private MfaTokens.Pending open(JsonNode body, String device) {
    return tokens.open(JsonBody.of(body).requiredText("mfa_token", MAX_TOKEN), device);
  }

  /** The account, without audio keys unless the password was proven. */
  private Uni<AuthenticatedAccount> owner(MfaTokens.Pending pending) {
    return accounts
        .find(pending.userId())
        .onFailure(MfaService::isMissing)
        .transform(erased -> ApiException.of(ErrorCode.MFA_TOKEN_INVALID))
        .map(
            owner -> {
              if (owner.account().status() == Status.SUSPENDED) {
                throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
              }
              return pending.how().provesPassword()
                  ? owner
                  : new AuthenticatedAccount(
                      owner.account(), owner.apiToken(), owner.keySalt(), null);
            });
  }

  private static boolean isMissing(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.USER_NOT_FOUND;
  }
}
