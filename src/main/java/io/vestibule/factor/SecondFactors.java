package io.vestibule.factor;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.session.MfaConfig;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which second factors an account has, when they are due, and whether a proof is right. */
@ApplicationScoped
public class SecondFactors {
  private final FactorStore store;
  private final List<SecondFactorMethod> methods;
  private final MfaConfig config;
  private final LoginThrottle throttle;
  private final AuditTrail trail;

  SecondFactors(
      FactorStore store,
      @All List<SecondFactorMethod> methods,
      MfaConfig config,
      LoginThrottle throttle,
      AuditTrail trail) {
    this.store = store;
    this.methods = methods.stream().sorted(Comparator.comparing(SecondFactorMethod::kind)).toList();
    this.config = config;
    this.throttle = throttle;
    this.trail = trail;
  }

  /** The kinds of factors that the account has set up. */
  public Uni<List<FactorKind>> available(String userId) {
    return store.enrolled(userId).map(this::kinds);
  }

  /**
   * The kinds of factors of which a login must prove one; empty if no second factor is due. It is
   * due if TOTP is set up, or if the role requires a second factor and the account has a passkey.
   */
  public Uni<List<FactorKind>> due(Account account) {
    return store
        .enrolled(account.userId())
        .map(
            enrolled ->
                enrolled.hasTotp()
                        || (enrolled.hasPasskey() && config.isRequiredFor(account.role().wire()))
                    ? kinds(enrolled)
                    : List.of());
  }

  /** The names of the kinds on the wire. */
  public static List<String> names(List<FactorKind> kinds) {
    return kinds.stream().map(FactorKind::wire).toList();
  }

  /** What a client needs in order to prove one of the factors; empty without passkeys. */
  public Uni<Optional<FactorOptions>> options(String userId, List<FactorKind> kinds) {
    return methods.stream()
        .filter(method -> method.kind() == FactorKind.PASSKEY)
        .filter(method -> kinds.contains(method.kind()))
        .findFirst()
        .map(method -> method.options(userId))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /**
   * Checks a proof and consumes it. Wrong ones are counted and recorded.
   *
   * @param act what the proof is for, for the audit trail
   * @throws ApiException {@link ErrorCode#MFA_CODE_INVALID}, {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  public Uni<Void> verify(Account account, SecondFactorProof proof, SecurityEventType act) {
    String userId = account.userId();
    return throttle
        .guardSecondFactor(account.loginName(), () -> check(userId, proof))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> trail.record(SecurityEvent.of(act, Outcome.THROTTLED, userId)))
        .invoke(
            correct -> {
              if (!correct) {
                trail.record(SecurityEvent.of(act, Outcome.REFUSED, userId));
                throw ApiException.of(ErrorCode.MFA_CODE_INVALID);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Boolean> check(String userId, SecondFactorProof proof) {
    return methods.stream()
        .filter(method -> method.kind() == proof.kind())
        .findFirst()
        .map(method -> method.verify(userId, proof.value()))
        .orElseGet(() -> Uni.createFrom().item(false));
  }

  private List<FactorKind> kinds(EnrolledFactors enrolled) {
    return methods.stream()
        .filter(method -> method.isSetUp(enrolled))
        .map(SecondFactorMethod::kind)
        .toList();
  }
}
