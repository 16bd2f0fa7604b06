package io.vestibule.passkey;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link PasskeyLoginService} reads; never instantiated. */
@Schema(name = "PasskeyLogin", examples = PasskeyLoginSchema.EXAMPLE)
interface PasskeyLoginSchema {
  /** A request of the right form. */
  String EXAMPLE =
      "{\"state\":\"q7Yl9w\",\"session\":\"cookie\",\"credential\":{\"id\":\"-R85HQ\",\"rawId\":"
          + "\"-R85HQ\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\","
          + "\"authenticatorData\":\"v6vDdA\",\"signature\":\"MEYCIQ\",\"userHandle\":\"ODQ5\"},"
          + "\"clientExtensionResults\":{}}}";

  @Schema(required = true, maxLength = CeremonyStates.MAX_LENGTH)
  String getState();

  @Schema(
      required = true,
      implementation = Map.class,
      description =
          "`AuthenticationResponseJSON` (WebAuthn Level 3, section 5.1), without the results of the"
              + " PRF extension")
  Map<String, Object> getCredential();

  @Schema(
      description = "How the session token travels; `cookie` if absent",
      enumeration = {"cookie", "bearer"})
  String getSession();
}
