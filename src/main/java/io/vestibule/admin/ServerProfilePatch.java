package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.ServerFields;
import io.vestibule.profile.ServerProfiles;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parses {@code {"stripeCustomerId":"cus_…","revenueCatId":null}}; each member is optional.
 *
 * @param members new values; an empty value removes a member
 */
record ServerProfilePatch(Map<String, Optional<String>> members) {
  private static final Set<String> MEMBERS =
      Set.of(ServerProfiles.STRIPE_CUSTOMER_ID, ServerProfiles.REVENUE_CAT_ID);

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static ServerProfilePatch of(JsonNode json) {
    ObjectNode patch = JsonBody.object(json);
    Map<String, Optional<String>> members = new LinkedHashMap<>();
    patch
        .properties()
        .forEach(
            member -> {
              if (!MEMBERS.contains(member.getKey())) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST, member.getKey(), "cannot be changed here");
              }
              members.put(
                  member.getKey(), ServerFields.externalId(member.getKey(), member.getValue()));
            });
    if (members.isEmpty()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "body", "must have stripeCustomerId or revenueCatId");
    }
    return new ServerProfilePatch(members);
  }

  Optional<Optional<String>> stripeCustomerId() {
    return Optional.ofNullable(members.get(ServerProfiles.STRIPE_CUSTOMER_ID));
  }
}
