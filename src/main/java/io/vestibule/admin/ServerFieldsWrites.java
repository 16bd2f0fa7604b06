package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AdministeredAccount;
import io.vestibule.account.AdministeredAccounts;
import io.vestibule.account.ServerFields;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.profile.IfMatch;
import io.vestibule.profile.ServerProfiles;
import io.vestibule.usage.RequestAnswers;
import io.vestibule.usage.RequestAnswers.Request;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Writes a change to account, profile and remembered requests in one transaction. */
@ApplicationScoped
class ServerFieldsWrites {
  /**
   * One of several concurrent writers succeeds in each attempt, so this is how many there may be.
   */
  private static final int ATTEMPTS = 12;

  private static final int ACCOUNT = 0;

  private final Dynamo dynamo;
  private final AdministeredAccounts accounts;
  private final ServerProfiles profiles;
  private final RequestAnswers answers;
  private final InstantSource clock;

  ServerFieldsWrites(
      Dynamo dynamo,
      AdministeredAccounts accounts,
      ServerProfiles profiles,
      RequestAnswers answers,
      InstantSource clock) {
    this.dynamo = dynamo;
    this.accounts = accounts;
    this.profiles = profiles;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * @return false if the same request was carried out at the same time, and nothing was written
   */
  Uni<Boolean> toAccount(
      String userId, ServerFields fields, Optional<IfMatch> condition, Optional<Request> request) {
    return profileOf(userId, fields)
        .chain(() -> toAccount(userId, fields, condition, request, ATTEMPTS));
  }

  private Uni<Boolean> toAccount(
      String userId,
      ServerFields fields,
      Optional<IfMatch> condition,
      Optional<Request> request,
      int attempts) {
    return accounts
        .find(userId)
        .chain(
            before -> {
              requireMatch(condition, AdminUserView.of(before).etag());
              List<TransactWriteItem> writes = new ArrayList<>();
              writes.add(accountWrite(before, fields, condition));
              request.map(answers::creation).ifPresent(writes::add);
              fields
                  .stripeCustomerId()
                  .map(id -> Map.of(ServerProfiles.STRIPE_CUSTOMER_ID, id))
                  .map(
                      members -> profiles.write(userId, members, Optional.empty(), clock.instant()))
                  .ifPresent(writes::add);
              return transact(
                  writes,
                  failure -> request.isPresent() && Dynamo.refusedAt(failure, ACCOUNT + 1),
                  () -> toAccount(userId, fields, condition, request, attempts - 1),
                  attempts);
            });
  }

  /** Writes to the profile, and a customer number to the account as well. */
  Uni<Void> toProfile(String userId, ServerProfilePatch patch, Optional<IfMatch> condition) {
    return toProfile(userId, patch, condition, ATTEMPTS).replaceWithVoid();
  }

  private Uni<Boolean> toProfile(
      String userId, ServerProfilePatch patch, Optional<IfMatch> condition, int attempts) {
    return accounts
        .find(userId)
        .chain(
            account ->
                profiles
                    .findOrCreate(userId)
                    .chain(
                        before -> {
                          requireMatch(condition, before.etag());
                          Optional<Long> expected = condition.map(present -> before.version());
                          Instant now = clock.instant();
                          List<TransactWriteItem> writes = new ArrayList<>();
                          writes.add(profiles.write(userId, patch.members(), expected, now));
                          patch
                              .stripeCustomerId()
                              .map(ServerFields::ofStripe)
                              .map(fields -> accounts.write(account, fields, Optional.empty(), now))
                              .ifPresent(writes::add);
                          return transact(
                              writes,
                              failure -> false,
                              () -> toProfile(userId, patch, condition, attempts - 1),
                              attempts);
                        }));
  }

  private TransactWriteItem accountWrite(
      AdministeredAccount before, ServerFields fields, Optional<IfMatch> condition) {
    return accounts.write(before, fields, condition.map(present -> before), clock.instant());
  }

  /** A customer number needs a profile to be written to. */
  private Uni<Void> profileOf(String userId, ServerFields fields) {
    return fields.stripeCustomerId().isPresent()
        ? profiles.findOrCreate(userId).replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private Uni<Boolean> transact(
      List<TransactWriteItem> writes,
      Predicate<Throwable> isRepetition,
      Supplier<Uni<Boolean>> again,
      int attempts) {
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(Dynamo::isRefused)
        .recoverWithUni(
            failure -> {
              if (isRepetition.test(failure)) {
                return Uni.createFrom().item(false);
              }
              if (attempts <= 1) {
                return Uni.createFrom().failure(ApiException.of(ErrorCode.CONFLICT));
              }
              return again.get();
            });
  }

  static void requireMatch(Optional<IfMatch> condition, String etag) {
    if (condition.filter(wanted -> !wanted.matches(etag)).isPresent()) {
      throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
    }
  }
}
