package io.vestibule.passkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body that {@link PasskeyWrap} reads; never instantiated. */
@Schema(name = "PasskeyAudioKey", examples = PasskeyWrapSchema.EXAMPLE)
interface PasskeyWrapSchema {
  /** A request of the right form. */
  String EXAMPLE =
      "{\"key_id\":\"k1\",\"aad\":\"vestibule/audio-key/v1/849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b\","
          + "\"prf_salt\":\"AAAA\",\"wrapped\":"
          + "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";

  @JsonProperty("key_id")
  @Schema(required = true, examples = "k1")
  String getKeyId();

  @Schema(required = true, description = "60 bytes, base64url", minLength = 80, maxLength = 80)
  String getWrapped();

  @Schema(required = true, description = "The `aad` of the audio key")
  String getAad();

  @JsonProperty("prf_salt")
  @Schema(required = true, description = "The input of the PRF extension, base64url")
  String getPrfSalt();
}
