package io.vestibule.imports;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Imports the items of one table of an earlier system. */
interface ItemImport {
  /** Values that no two items that are imported at the same time may share. */
  Set<String> uniqueValues(Map<String, AttributeValue> item);

  /** Imports one item and reports what became of it. */
  Uni<Void> importItem(Map<String, AttributeValue> item, boolean dryRun, ImportReport report);
}
