package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.Challenges;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Gives a proven address to an account. An account that has not verified the address loses it and
 * keeps its data; a verified address stays where it is (docs/decisions/0071).
 */
@ApplicationScoped
public class AddressClaims {
  private final AddressStore store;
  private final Challenges challenges;
  private final AddressObservers observers;
  private final AuditTrail trail;
  private final InstantSource clock;

  AddressClaims(
      AddressStore store,
      Challenges challenges,
      AddressObservers observers,
      AuditTrail trail,
      InstantSource clock) {
    this.store = store;
    this.challenges = challenges;
    this.observers = observers;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * The writes that give an address to an account.
   *
   * @param previousHolder the account that loses the address; empty if it was free
   */
  public record Claim(Optional<String> previousHolder, List<TransactWriteItem> writes) {}

  /**
   * Prepares the claim of a proven address. The writes fail if the address has got another holder
   * since.
   *
   * @throws ApiException {@link ErrorCode#USER_EXISTS} if another account has verified it
   */
  public Uni<Claim> prepare(String email, String userId) {
    return store
        .holder(email)
        .chain(
            holder ->
                holder.filter(other -> !other.equals(userId)).isPresent()
                    ? takeOver(email, userId, holder.get())
                    : Uni.createFrom()
                        .item(
                            new Claim(
                                Optional.empty(),
                                List.of(
                                    store.assign(
                                        email, userId, Optional.empty(), clock.instant())))));
  }

  /** Called after the transaction with the claim. */
  public Uni<Void> recordLoss(String previousHolder) {
    trail.record(SecurityEvent.done(SecurityEventType.EMAIL_LOSS, previousHolder));
    return observers.inform(previousHolder, Optional.empty());
  }

  private Uni<Claim> takeOver(String email, String userId, String holder) {
    return store
        .find(holder)
        .map(
            found -> {
              AddressState previous =
                  found
                      .filter(state -> !state.account().emailVerified())
                      .filter(state -> state.email().filter(email::equals).isPresent())
                      .orElseThrow(() -> ApiException.of(ErrorCode.USER_EXISTS));
              Instant now = clock.instant();
              List<TransactWriteItem> writes = new ArrayList<>();
              writes.add(store.assign(email, userId, Optional.of(holder), now));
              writes.add(store.release(email, previous.userId(), now));
              writes.addAll(challenges.voidAll(previous.userId()));
              return new Claim(Optional.of(holder), writes);
            });
  }
}
