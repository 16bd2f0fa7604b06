package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.text;

import io.smallrye.mutiny.Uni;
import io.vestibule.audio.AudioImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The audio-file records of seed 003.
 *
 * @param inPlace whether the table is the service's audio-files table
 */
record AudioFiles(AudioImporter files, AccountExistenceCache accounts, boolean inPlace)
    implements ItemImport {
  /** The guards of this service's records ({@link AudioImporter}). */
  private static final String GUARD = "s3:";

  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    return Set.of("id " + text(item, "file_id"), "key " + text(item, "s3_key"));
  }

  /** A file without an owner is refused. */
  @Override
  public Uni<Void> importItem(
      Map<String, AttributeValue> item, boolean dryRun, ImportReport report) {
    if (inPlace && text(item, "file_id").startsWith(GUARD)) {
      return Uni.createFrom().voidItem();
    }
    ParsedRow<AudioImporter.Row> file = DynamoRow.file(item);
    AudioImporter.Row row = file.row();
    return (dryRun ? Uni.createFrom().item(true) : accounts.exists(row.userId()))
        .chain(
            ownerExists -> {
              if (!ownerExists) {
                report.record("audio_file", row.fileId(), "refused", List.of("no-owner"));
                return Uni.createFrom().voidItem();
              }
              return (inPlace ? files.adopt(row, dryRun) : files.importOne(row, dryRun))
                  .invoke(
                      result ->
                          report.record(
                              "audio_file",
                              row.fileId(),
                              result,
                              inPlace ? "adopted" : "created",
                              file.flaws()))
                  .replaceWithVoid();
            });
  }
}
