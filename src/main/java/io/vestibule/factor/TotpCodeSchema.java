package io.vestibule.factor;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of a confirmation; never instantiated. */
@Schema(name = "TotpCode", examples = TotpCodeSchema.EXAMPLE)
interface TotpCodeSchema {
  /** A request of valid form. */
  String EXAMPLE = "{\"code\":\"123456\"}";

  @Schema(required = true, maxLength = 64, description = "Six digits", examples = "123456")
  String getCode();
}
