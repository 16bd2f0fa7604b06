package io.vestibule.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link CognitoEventParser} reads; never instantiated. */
@Schema(
    name = "CognitoEvent",
    description = "A Lambda trigger event of Amazon Cognito. Other members are kept as they are.",
    additionalProperties = Schema.True.class)
interface CognitoEventSchema {
  @Schema(examples = "PostConfirmation_ConfirmSignUp")
  String getTriggerSource();

  @JsonProperty("userPoolId")
  @Schema(examples = "eu-central-1_AbCdEfGhI")
  String getUserPoolId();

  String getUserName();

  @Schema(description = "`userAttributes` holds the attributes of the user")
  Map<String, Object> getRequest();
}
