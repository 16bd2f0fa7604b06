package io.vestibule.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** New recovery codes. They are shown once. */
@Schema(name = "RecoveryCodes")
public record RecoveryCodes(
    @JsonProperty("recovery_codes")
        @Schema(
            description = "Ten codes; each replaces a code of the authenticator app once",
            examples = "[\"AAAA-BBBB-CCCC-DDDD\"]")
        List<String> codes) {
  @Override
  public String toString() {
    return "RecoveryCodes[redacted]";
  }
}
