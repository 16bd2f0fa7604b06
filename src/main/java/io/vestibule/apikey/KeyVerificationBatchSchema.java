package io.vestibule.apikey;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of a batch of {@link VerificationRequest}s; never instantiated. */
@Schema(
    name = "KeyVerificationBatch",
    examples = "{\"requests\":[" + KeyVerificationSchema.EXAMPLE + "]}")
interface KeyVerificationBatchSchema {
  @Schema(required = true, minItems = 1, maxItems = VerificationRequest.MAX_BATCH)
  List<KeyVerificationSchema> getRequests();
}
