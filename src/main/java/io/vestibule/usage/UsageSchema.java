package io.vestibule.usage;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link UsageRequest} reads; never instantiated. */
@Schema(name = "UsageRequest", examples = UserUsageSchema.EXAMPLE)
interface UsageSchema extends UserUsageSchema {
  @Schema(
      maxItems = 20,
      description = "Scopes that the key must have",
      examples = "[\"reports:read\"]")
  List<String> getScopes();
}
