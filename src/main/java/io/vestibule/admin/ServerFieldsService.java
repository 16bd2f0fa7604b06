package io.vestibule.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AdministeredAccounts;
import io.vestibule.account.ServerFields;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.profile.IfMatch;
import io.vestibule.profile.ServerProfiles;
import io.vestibule.profile.ServerProfiles.ServerProfile;
import io.vestibule.usage.RequestAnswers;
import io.vestibule.usage.RequestAnswers.Request;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * The fields of accounts and profiles that only servers write, for administrators and back ends. A
 * customer number is in the account and in the profile; both change in one transaction.
 */
@ApplicationScoped
class ServerFieldsService {
  private final CurrentActor actors;
  private final AdministeredAccounts accounts;
  private final ServerProfiles profiles;
  private final ServerFieldsWrites writes;
  private final RequestAnswers answers;
  private final AuditTrail trail;
  private final ObjectMapper json;

  ServerFieldsService(
      CurrentActor actors,
      AdministeredAccounts accounts,
      ServerProfiles profiles,
      ServerFieldsWrites writes,
      RequestAnswers answers,
      AuditTrail trail,
      ObjectMapper json) {
    this.actors = actors;
    this.accounts = accounts;
    this.profiles = profiles;
    this.writes = writes;
    this.answers = answers;
    this.trail = trail;
    this.json = json;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<AdminUserView> find(String userId) {
    return actors.require().chain(() -> view(userId));
  }

  /** The account after a change by an administrator, who was checked before it. */
  Uni<AdminUser> changed(String userId) {
    return accounts.find(userId).map(AdminUser::of);
  }

  /**
   * @throws ApiException {@link ErrorCode#PRECONDITION_FAILED}
   */
  Uni<Void> requireMatch(String userId, Optional<IfMatch> condition) {
    return condition.isEmpty()
        ? Uni.createFrom().voidItem()
        : view(userId)
            .invoke(view -> ServerFieldsWrites.requireMatch(condition, view.etag()))
            .replaceWithVoid();
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<ServerProfile> findProfile(String userId) {
    return actors
        .require()
        .invoke(() -> AdminService.refuseTooLong(userId))
        .chain(() -> profiles.findOrCreate(userId));
  }

  /**
   * Changes the account. With an idempotency key a repetition changes nothing and gets the stored
   * answer.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#PRECONDITION_FAILED},
   *     {@link ErrorCode#IDEMPOTENCY_KEY_REUSED}, {@link ErrorCode#TOTAL_NEGATIVE}, {@link
   *     ErrorCode#CONFLICT}
   */
  Uni<AdminUserView> change(
      String userId, ServerFieldsRequest wanted, Optional<IfMatch> condition) {
    return actors
        .require()
        .invoke(() -> AdminService.refuseTooLong(userId))
        .chain(
            actor -> {
              Optional<Request> request = wanted.request(userId);
              return replay(userId, request)
                  .chain(
                      stored ->
                          stored
                              .map(Uni.createFrom()::item)
                              .orElseGet(
                                  () -> apply(userId, wanted.fields(), condition, request, actor)));
            });
  }

  /** Changes the members of the profile; otherwise as {@link #change}. */
  Uni<ServerProfile> changeProfile(
      String userId, ServerProfilePatch patch, Optional<IfMatch> condition) {
    return actors
        .require()
        .invoke(() -> AdminService.refuseTooLong(userId))
        .chain(
            actor -> writes.toProfile(userId, patch, condition).invoke(() -> record(userId, actor)))
        .chain(() -> profiles.findOrCreate(userId));
  }

  private Uni<AdminUserView> apply(
      String userId,
      ServerFields fields,
      Optional<IfMatch> condition,
      Optional<Request> request,
      String actor) {
    return writes
        .toAccount(userId, fields, condition, request)
        .chain(
            written -> {
              if (written) {
                record(userId, actor);
                return answer(userId, request);
              }
              // The same request arrived twice at the same time; the other one was first.
              return replay(userId, request)
                  .map(stored -> stored.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)));
            });
  }

  /** The answer of an earlier request with the same key; empty if there was none. */
  private Uni<Optional<AdminUserView>> replay(String userId, Optional<Request> request) {
    if (request.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return answers
        .find(request.get())
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
              }
              // Carried out but interrupted before its answer was stored: the present one.
              return view(userId)
                  .chain(
                      present ->
                          found.get().answer().isPresent()
                              ? Uni.createFrom().item(read(found.get().answer().get()))
                              : answers.answer(request.get(), write(present)).map(this::read))
                  .map(Optional::of);
            });
  }

  private Uni<AdminUserView> answer(String userId, Optional<Request> request) {
    return view(userId)
        .chain(
            view ->
                request.isEmpty()
                    ? Uni.createFrom().item(view)
                    : answers.answer(request.get(), write(view)).map(this::read));
  }

  /** The account, for a caller who was checked before. */
  Uni<AdminUserView> view(String userId) {
    AdminService.refuseTooLong(userId);
    return accounts.find(userId).map(AdminUserView::of);
  }

  private void record(String userId, String actor) {
    trail.record(SecurityEvent.done(SecurityEventType.SERVER_FIELDS_CHANGE, userId).by(actor));
  }

  private static String write(AdminUserView view) {
    ObjectNode stored = JsonNodeFactory.instance.objectNode();
    stored.put("etag", view.etag()).set("user", view.document());
    return stored.toString();
  }

  private AdminUserView read(String stored) {
    try {
      ObjectNode answer = (ObjectNode) json.readTree(stored);
      return new AdminUserView((ObjectNode) answer.get("user"), answer.get("etag").textValue());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a stored answer is JSON", impossible);
    }
  }
}
