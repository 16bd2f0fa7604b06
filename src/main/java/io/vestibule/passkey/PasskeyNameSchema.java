package io.vestibule.passkey;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link PasskeyName} reads; never instantiated. */
@Schema(name = "PasskeyName", examples = "{\"name\":\"Laptop\"}")
interface PasskeyNameSchema {
  @Schema(required = true, minLength = 1, maxLength = 64)
  String getName();
}
