package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts;
import io.vestibule.account.PaidAccounts.PaidAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the account that a subscriber belongs to. */
@ApplicationScoped
class PaymentOwners {
  /** Longer ids are no account's. */
  private static final int MAX_ID = 255;

  private final PaidAccounts accounts;

  PaymentOwners(PaidAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * The account: the one that the subscriber is known to belong to; else the one with its customer
   * number; else the first that exists of those that the event names.
   */
  Uni<Optional<PaidAccount>> find(Subscriber subscriber, Provider provider, List<String> named) {
    return known(subscriber.userId())
        .chain(
            found ->
                orElse(
                    found,
                    () ->
                        provider == Provider.STRIPE
                            ? accounts
                                .userOfCustomer(name(provider, subscriber.id()))
                                .chain(this::known)
                            : account(name(provider, subscriber.id()))))
        .chain(found -> orElse(found, () -> first(named)));
  }

  /** The first of the accounts with these ids. */
  Uni<Optional<PaidAccount>> first(List<String> userIds) {
    Uni<Optional<PaidAccount>> found = Uni.createFrom().item(Optional.empty());
    for (String userId : userIds) {
      found = found.chain(earlier -> orElse(earlier, () -> account(userId)));
    }
    return found;
  }

  Uni<Optional<PaidAccount>> account(String userId) {
    return userId.isEmpty() || userId.length() > MAX_ID
        ? Uni.createFrom().item(Optional.empty())
        : accounts.find(userId);
  }

  private Uni<Optional<PaidAccount>> known(Optional<String> userId) {
    return userId.map(this::account).orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  private static String name(Provider provider, String subscriber) {
    return subscriber.substring(Subscriber.id(provider, "").length());
  }

  private static Uni<Optional<PaidAccount>> orElse(
      Optional<PaidAccount> found, Supplier<Uni<Optional<PaidAccount>>> other) {
    return found.isPresent() ? Uni.createFrom().item(found) : other.get();
  }
}
