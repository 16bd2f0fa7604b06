package io.vestibule.imports;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every import can be told.
 *
 * @param dryRun whether only to say what would come of it
 * @param checkpoint the file that remembers how far it came
 * @param report the file that takes the conflicts, one JSON object a line; appended to
 * @param progress where progress is shown
 * @param terminal whether a person looks on: a bar in one line, else a line every ten seconds
 */
public record ImportOptions(
    boolean dryRun,
    Optional<Path> checkpoint,
    Optional<Path> report,
    PrintWriter progress,
    boolean terminal) {}
