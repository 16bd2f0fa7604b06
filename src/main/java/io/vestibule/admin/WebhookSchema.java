package io.vestibule.admin;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what a new endpoint, or a change of one, reads; never instantiated. */
@Schema(
    name = "WebhookChange",
    description = "A new endpoint needs `url` and `events`.",
    examples = WebhookSchema.EXAMPLE)
interface WebhookSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"url\":\"https://hooks.example.org/vestibule\",\"events\":[\"user.*\",\"quota.threshold\"]}";

  @Schema(maxLength = 1000, description = "Begins with `https://`")
  String getUrl();

  @Schema(maxLength = 200, description = "An empty one removes it")
  String getDescription();

  @Schema(
      minItems = 1,
      maxItems = 50,
      description = "Types such as `user.created`, groups such as `user.*`, or `*`")
  List<String> getEvents();

  @Schema(description = "Whether events are sent; true if absent")
  boolean getEnabled();
}
