package io.vestibule.passkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The start of a ceremony.
 *
 * @param state returned with the credential; works once, for five minutes
 */
public record PasskeyOptions(
    @Schema(description = "Send it back with the credential. Valid once and for five minutes")
        String state,
    @JsonProperty("public_key")
        @Schema(
            implementation = Map.class,
            description =
                "`PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`"
                    + " (WebAuthn Level 3, sections 5.1.9 and 5.1.10)",
            examples = "{\"challenge\":\"wYB…\",\"rpId\":\"example.org\"}")
        JsonNode publicKey) {}
