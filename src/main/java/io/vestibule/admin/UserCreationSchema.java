package io.vestibule.admin;

import io.vestibule.account.Role;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link UserCreation} reads; never instantiated. */
@Schema(
    name = "UserCreation",
    requiredProperties = "email",
    additionalProperties = Schema.False.class,
    examples = UserCreationSchema.EXAMPLE)
interface UserCreationSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"email\":\"grace@example.com\",\"name\":\"Grace Hopper\",\"role\":\"customer\","
          + "\"plan\":\"free\",\"invite\":true}";

  @Schema(examples = "grace@example.com")
  String getEmail();

  @Schema(maxLength = 200, nullable = true)
  String getName();

  @Schema(description = "Without it `customer`")
  Role getRole();

  @Schema(description = "The name of a configured plan; without it `free`")
  String getPlan();

  @Schema(
      description =
          "Whether to send a mail with a link with which the user chooses a password; without it"
              + " no mail is sent")
  boolean getInvite();
}
