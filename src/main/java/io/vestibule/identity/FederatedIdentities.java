package io.vestibule.identity;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.Notice;
import io.vestibule.mail.MailTemplate;
import io.vestibule.runtime.Digests;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The federated identities of an account: list, link, unlink. */
@ApplicationScoped
public class FederatedIdentities {
  private final AccountService accounts;
  private final FederatedIdentityStore store;
  private final AccountNotices notices;
  private final InstantSource clock;

  FederatedIdentities(
      AccountService accounts,
      FederatedIdentityStore store,
      AccountNotices notices,
      InstantSource clock) {
    this.accounts = accounts;
    this.store = store;
    this.notices = notices;
    this.clock = clock;
  }

  /** The federated identities of an account, the newest last. */
  public Uni<List<LinkedIdentity>> list(String userId) {
    return signInMethods(userId)
        .chain(
            methods ->
                Multi.createFrom()
                    .iterable(methods.federated())
                    .onItem()
                    .transformToUniAndConcatenate(
                        identity ->
                            store
                                .find(identity)
                                .map(
                                    row ->
                                        new LinkedIdentity(
                                            idOf(identity),
                                            identity,
                                            row.map(FederatedIdentityStore.Row::createdAt)
                                                .orElse(null))))
                    .collect()
                    .asList())
        .map(FederatedIdentities::oldestFirst);
  }

  /** The e-mail address of the account's password login; empty if it has no password. */
  public Uni<Optional<String>> passwordEmail(String userId) {
    return signInMethods(userId).map(methods -> Optional.ofNullable(methods.passwordEmail()));
  }

  /**
   * Links an identity to the account. Does nothing if it is linked already.
   *
   * @param provider the name of the issuer, for the notice to the owner
   * @throws ApiException {@link ErrorCode#IDENTITY_TAKEN} if it is linked to another account,
   *     {@link ErrorCode#TOO_MANY_IDENTITIES}
   */
  public Uni<Void> link(String userId, FederatedIdentity identity, String provider) {
    return notice(MailTemplate.IDENTITY_LINKED, userId, provider)
        .chain(
            notice ->
                store
                    .link(userId, identity, notice, clock.instant())
                    .invoke(result -> deliverIfDone(result, notice)))
        .chain(
            result ->
                switch (result) {
                  case DONE -> Uni.createFrom().voidItem();
                  case IDENTITY_TAKEN ->
                      store
                          .find(identity)
                          .invoke(
                              row -> {
                                if (row.filter(owned -> userId.equals(owned.userId())).isEmpty()) {
                                  throw ApiException.of(ErrorCode.IDENTITY_TAKEN);
                                }
                              })
                          .replaceWithVoid();
                  case ACCOUNT_REFUSED, EMAIL_TAKEN -> refuseLink(userId);
                });
  }

  private Uni<Notice> notice(MailTemplate template, String userId, String provider) {
    return accounts
        .findStored(userId)
        .map(
            found ->
                found
                    .map(
                        stored ->
                            notices.prepare(
                                template, stored.account(), Map.of("provider", provider)))
                    .orElseGet(() -> Notice.NONE));
  }

  private void deliverIfDone(WriteResult result, Notice notice) {
    if (result == WriteResult.DONE) {
      notices.deliver(notice);
    }
  }

  /** The account has the maximum of identities, or it is being erased or gone. */
  private Uni<Void> refuseLink(String userId) {
    return accounts
        .findStored(userId)
        .map(
            stored -> {
              throw ApiException.of(
                  stored.isPresent() ? ErrorCode.TOO_MANY_IDENTITIES : ErrorCode.USER_NOT_FOUND);
            });
  }

  /**
   * Unlinks an identity from the account.
   *
   * @param provider the name of an identity's issuer, for the notice to the owner
   * @return the identity that was unlinked
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#LAST_WAY_IN} if it is the
   *     only sign-in method
   */
  public Uni<FederatedIdentity> unlink(
      String userId, String identityId, Function<FederatedIdentity, String> provider) {
    return signInMethods(userId)
        .map(
            methods ->
                methods.federated().stream()
                    .filter(identity -> idOf(identity).equals(identityId))
                    .findFirst()
                    .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND)))
        .chain(
            identity ->
                notice(MailTemplate.IDENTITY_UNLINKED, userId, provider.apply(identity))
                    .chain(
                        notice ->
                            store
                                .unlink(userId, identity, notice)
                                .invoke(result -> deliverIfDone(result, notice)))
                    .map(
                        result ->
                            switch (result) {
                              case DONE -> identity;
                              case IDENTITY_TAKEN -> throw ApiException.of(ErrorCode.NOT_FOUND);
                              case ACCOUNT_REFUSED, EMAIL_TAKEN ->
                                  throw ApiException.of(ErrorCode.LAST_WAY_IN);
                            }));
  }

  /** The id of an identity in URLs. It does not reveal the subject. */
  public static String idOf(FederatedIdentity identity) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Digests.sha256(identity.key()))
        .substring(0, 22);
  }

  private static List<LinkedIdentity> oldestFirst(List<LinkedIdentity> identities) {
    return identities.stream()
        .sorted(
            Comparator.comparing(
                LinkedIdentity::linkedAt, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private Uni<SignInMethods> signInMethods(String userId) {
    return store
        .signInMethods(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  /**
   * A federated identity that is linked to an account.
   *
   * @param id its id in URLs
   * @param linkedAt when it was linked
   */
  public record LinkedIdentity(String id, FederatedIdentity identity, Instant linkedAt) {}
}
