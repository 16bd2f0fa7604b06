package io.vestibule.imports;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options of every import.
 *
 * @param dryRun whether to report the outcomes without writing
 * @param checkpoint file for the position
 * @param report file for the conflicts, one JSON object per line; appended to
 * @param progress receives the progress
 * @param terminal whether progress is a bar in one line, or a line every ten seconds
 */
public record ImportOptions(
    boolean dryRun,
    Optional<Path> checkpoint,
    Optional<Path> report,
    PrintWriter progress,
    boolean terminal) {}
