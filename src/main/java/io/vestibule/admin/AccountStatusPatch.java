package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.AccountStatusChange;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;
import java.util.Set;

/** Parses {@code {"role":"vendor","status":"suspended","plan":"pro"}}; each member is optional. */
final class AccountStatusPatch {
  private static final Set<String> MEMBERS = Set.of("role", "status", "plan");

  private AccountStatusPatch() {}

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static AccountStatusChange of(JsonNode json) {
    ObjectNode patch = JsonBody.object(json);
    patch
        .properties()
        .forEach(
            member -> {
              if (!MEMBERS.contains(member.getKey())) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST, member.getKey(), "cannot be changed here");
              }
              if (member.getValue().isNull()) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST, member.getKey(), "must be a string");
              }
            });
    if (patch.isEmpty()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "body", "must have role, status or plan");
    }
    JsonBody body = JsonBody.of(patch);
    return new AccountStatusChange(
        body.text("role").map(AccountStatusPatch::role),
        body.text("status").map(AccountStatusPatch::status),
        body.text("plan"));
  }

  private static Role role(String wire) {
    return known("role", Role.parse(wire), "must be customer, vendor or admin");
  }

  private static Status status(String wire) {
    return known("status", Status.parse(wire), "must be active or suspended");
  }

  private static <T> T known(String field, Optional<T> value, String expected) {
    return value.orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, field, expected));
  }
}
