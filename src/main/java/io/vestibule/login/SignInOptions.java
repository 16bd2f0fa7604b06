package io.vestibule.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a front end must know before the user has signed in.
 *
 * @param verification whether new accounts must verify their address
 * @param signInCode whether the service sends sign-in codes
 * @param mail whether the service can send mails
 * @param mailCatcherUrl where to read the mails of a development system; null in production
 */
@Schema(name = "SignInOptions")
public record SignInOptions(
    @Schema(enumeration = {"off", "optional", "required"}) String verification,
    @JsonProperty("sign_in_code") boolean signInCode,
    boolean mail,
    @JsonProperty("mail_catcher_url") @Schema(nullable = true) String mailCatcherUrl) {}
