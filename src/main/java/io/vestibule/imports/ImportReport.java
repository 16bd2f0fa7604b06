package io.vestibule.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.runtime.Digests;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts the outcomes, shows the progress and writes the conflicts. A conflict names ids and
 * reasons, never an address: an id that may be an address is replaced by its hash.
 */
final class ImportReport implements AutoCloseable {
  private static final Pattern PRINTABLE_ID = Pattern.compile("[\\w.:+/=-]{1,128}");

  private final ObjectMapper json;
  private final ProgressLine progress;
  private final BufferedWriter report;
  private final Map<String, Long> outcomes;
  private long conflicts;

  /**
   * @param before outcomes of the records before the checkpoint
   * @throws ImportFailure if the report cannot be written
   */
  ImportReport(
      ImportOptions options, ObjectMapper json, ProgressLine progress, ImportSummary before) {
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
   * Records the outcome of one record.
   *
   * @param kind {@code user} or {@code audio_file}
   * @param id the record's id in the source
   * @param outcome for example {@code created}
   * @param reasons why it was not imported unchanged; empty if it was
   */
  synchronized void record(String kind, String id, String outcome, List<String> reasons) {
    outcomes.merge(kind + "s " + outcome, 1L, Long::sum);
    if (!reasons.isEmpty()) {
      conflicts++;
      write(kind, id, outcome, reasons);
    }
    progress.advance();
  }

  /**
   * Records the result of an importer.
   *
   * @param created the outcome if the result is {@code CREATED}
   * @param flaws as {@code reasons}; a refused record has its result as a further one
   */
  void record(String kind, String id, Enum<?> result, String created, List<String> flaws) {
    switch (result.name()) {
      case "CREATED" -> record(kind, id, created, flaws);
      case "UNCHANGED" -> record(kind, id, "unchanged", flaws);
      default -> {
        List<String> reasons = new ArrayList<>();
        reasons.add(result.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        reasons.addAll(flaws);
        record(kind, id, "refused", reasons);
      }
    }
  }

  synchronized ImportSummary summary() {
    return new ImportSummary(new TreeMap<>(outcomes), conflicts);
  }

  @Override
  public synchronized void close() {
    progress.end();
    flush();
  }

  /** Must be called before the checkpoint is saved. */
  synchronized void flush() {
    if (report != null) {
      try {
        report.flush();
      } catch (IOException unwritable) {
        throw new ImportFailure("the report cannot be written");
      }
    }
  }

  /** The id, or {@code sha256:} and 64 digits if it may be an address or is too long. */
  private static String printable(String id) {
    return PRINTABLE_ID.matcher(id).matches()
        ? id
        : "sha256:" + HexFormat.of().formatHex(Digests.sha256(id));
  }

  private void write(String kind, String id, String outcome, List<String> reasons) {
    if (report == null) {
      return;
    }
    ObjectNode line =
        json.createObjectNode().put("kind", kind).put("id", printable(id)).put("outcome", outcome);
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
