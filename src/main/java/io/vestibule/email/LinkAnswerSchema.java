package io.vestibule.email;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documents the body of a request with a link; never instantiated. */
@Schema(name = "LinkAnswer", examples = LinkAnswerSchema.EXAMPLE)
interface LinkAnswerSchema {
  /** A well-formed request. */
  String EXAMPLE =
      "{\"id\":\"EUr2Xb7h0bYw3rV9Jm0p1A\","
          + "\"secret\":\"u5nJ8m8e0m8w3m4V0Zk2c6s1oQh7tYx9bRz5aLwKdEf\"}";

  @Schema(required = true, maxLength = 64)
  String getId();

  @Schema(required = true, maxLength = 64)
  String getSecret();
}
