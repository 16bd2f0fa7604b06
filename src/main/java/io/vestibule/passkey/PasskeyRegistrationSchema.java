package io.vestibule.passkey;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link RegistrationResponse} reads; never instantiated. */
@Schema(name = "PasskeyRegistration", examples = PasskeyRegistrationSchema.EXAMPLE)
interface PasskeyRegistrationSchema {
  /** A request of the right form. */
  String EXAMPLE =
      "{\"state\":\"q7Yl9w\",\"name\":\"Laptop\",\"credential\":{\"id\":\"-R85HQ\",\"rawId\":"
          + "\"-R85HQ\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\","
          + "\"attestationObject\":\"o2NmbXQ\"},\"clientExtensionResults\":{\"prf\":"
          + "{\"enabled\":true}}}}";

  @Schema(required = true, maxLength = CeremonyStates.MAX_LENGTH)
  String getState();

  @Schema(
      required = true,
      implementation = Map.class,
      description =
          "`RegistrationResponseJSON` (WebAuthn Level 3, section 5.1), without the results of the"
              + " PRF extension")
  Map<String, Object> getCredential();

  @Schema(description = "The name of the provider if absent", maxLength = 64)
  String getName();
}
