package io.vestibule.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.Digests;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts what came of each record, shows the progress and writes the conflicts. A conflict names
 * ids and reasons, never an address: an id that may be one is told as its hash.
 */
final class Journal implements AutoCloseable {
  private static final Pattern TELLABLE = Pattern.compile("[\\w.:+/=-]{1,128}");

  private final ObjectMapper json;
  private final ProgressLine progress;
  private final BufferedWriter report;
  private final Map<String, Long> outcomes;
  private long conflicts;

  /**
   * @param before what came of the records before the checkpoint
   * @throws ImportFailure where the report cannot be written
   */
  Journal(ImportOptions options, ObjectMapper json, ProgressLine progress, ImportSummary before) {
    this.outcomes = new TreeMap<>(before.outcomes());
    this.conflicts = before.conflicts();
    this.json = json;
    this.progress = progress;
    try {
      report =
          options.report().isEmpty()
              ? null
              : Files.newBufferedWriter(
                  options.report().get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new ImportFailure("report " + options.report().get() + " cannot be written");
    }
  }

  /**
   * @param kind {@code user} or {@code audio_file}
   * @param id the record's id in the source
   * @param outcome for example {@code created}
   * @param reasons why it was not taken over as it was; empty where it was
   */
  synchronized void note(String kind, String id, String outcome, List<String> reasons) {
    outcomes.merge(kind + "s " + outcome, 1L, Long::sum);
    if (!reasons.isEmpty()) {
      conflicts++;
      write(kind, id, outcome, reasons);
    }
    progress.advance();
  }

  synchronized ImportSummary summary() {
    return new ImportSummary(new TreeMap<>(outcomes), conflicts);
  }

  @Override
  public synchronized void close() {
    progress.end();
    flush();
  }

  /** Before a checkpoint says that these are done. */
  synchronized void flush() {
    if (report != null) {
      try {
        report.flush();
      } catch (IOException unwritable) {
        throw new ImportFailure("the report cannot be written");
      }
    }
  }

  /** The id, or for one that may be an address or something long {@code sha256:} and 64 digits. */
  private static String told(String id) {
    return TELLABLE.matcher(id).matches()
        ? id
        : "sha256:" + HexFormat.of().formatHex(Digests.sha256(id));
  }

  private void write(String kind, String id, String outcome, List<String> reasons) {
    if (report == null) {
      return;
    }
    ObjectNode line =
        json.createObjectNode().put("kind", kind).put("id", told(id)).put("outcome", outcome);
    reasons.forEach(line.putArray("conflicts")::add);
    try {
      report.write(json.writeValueAsString(line));
      report.newLine();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    } catch (IOException unwritable) {
      throw new ImportFailure("the report cannot be written");
    }
  }
}
