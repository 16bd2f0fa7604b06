package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.profile.IfMatch;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Changes of an account: its role, status and plan, which only administrators decide, or the fields
 * that only servers write. One request changes one of the two kinds, so that it is one write.
 */
@ApplicationScoped
class UserChanges {
  private final AdminService admins;
  private final ServerFieldsService fields;
  private final CurrentCaller caller;

  UserChanges(AdminService admins, ServerFieldsService fields, CurrentCaller caller) {
    this.admins = admins;
    this.fields = fields;
    this.caller = caller;
  }

  /**
   * @param idempotencyKey null if there is none
   * @throws ApiException {@link ErrorCode#FORBIDDEN} if a back end changes role, status or plan
   */
  Uni<AdminUserView> change(
      String userId, JsonNode json, Optional<IfMatch> condition, String idempotencyKey) {
    ObjectNode patch = JsonBody.object(json);
    return ServerFieldsRequest.accepts(patch)
        ? fields.change(userId, ServerFieldsRequest.of(patch, idempotencyKey), condition)
        : changeStatus(userId, patch, condition);
  }

  private Uni<AdminUserView> changeStatus(
      String userId, ObjectNode patch, Optional<IfMatch> condition) {
    return admins
        .change(
            caller.get(),
            userId,
            AccountStatusPatch.of(patch),
            () -> fields.requireMatch(userId, condition))
        .chain(changed -> fields.view(userId));
  }
}
