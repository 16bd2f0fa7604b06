package io.vestibule.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Response of the identity routes.
 *
 * <p>No accessor may begin with {@code is} or {@code get}: the generated serializer takes {@code
 * issuers()} for a getter and writes a second member, {@code suers}.
 *
 * @param identities the sign-in methods of the caller's account
 * @param linkableIssuers configured names of the issuers whose sign-ins can be linked
 */
public record IdentityList(
    List<IdentityView> identities, @JsonProperty("issuers") List<String> linkableIssuers) {}
