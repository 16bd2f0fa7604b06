package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.NewAccount;
import io.vestibule.account.Role;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import io.vestibule.web.PrintableName;
import java.util.Set;

/**
 * The body of {@code POST /api/admin/users}.
 *
 * @param invite whether the user gets a mail
 */
record UserCreation(NewAccount account, boolean invite) {
  private static final Set<String> MEMBERS = Set.of("email", "name", "role", "plan", "invite");
  private static final int MAX_NAME = 200;
  private static final int MAX_EMAIL = 1_000;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL}
   */
  static UserCreation of(JsonNode json) {
    ObjectNode object = JsonBody.object(json);
    object
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!MEMBERS.contains(member)) {
                throw ApiException.at(ErrorCode.INVALID_REQUEST, member, "is not known here");
              }
            });
    JsonBody body = JsonBody.of(object);
    return new UserCreation(
        new NewAccount(
            EmailAddress.of(body.requiredText("email", MAX_EMAIL)),
            PrintableName.find(object, MAX_NAME),
            body.text("role").map(UserCreation::role).orElse(Role.CUSTOMER),
            body.text("plan").orElse(Plans.DEFAULT)),
        flag(object.get("invite")));
  }

  private static Role role(String wire) {
    return Role.parse(wire)
        .orElseThrow(
            () ->
                ApiException.at(
                    ErrorCode.INVALID_REQUEST, "role", "must be customer, vendor or admin"));
  }

  private static boolean flag(JsonNode value) {
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "invite", "must be true or false");
    }
    return value.booleanValue();
  }
}
