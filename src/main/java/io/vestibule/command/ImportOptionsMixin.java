package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.ImportOptions;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of all imports. */
@RegisterForReflection
final class ImportOptionsMixin {
  @Option(names = "--dry-run", description = "Report the outcomes without writing anything.")
  private boolean dryRun;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "File for the position: an interrupted import resumes from it.")
  private Path checkpoint;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "File to which conflicts are appended, one JSON object per line.")
  private Path report;

  /**
   * Progress goes to standard error, as the log does, so that standard output has only the result.
   */
  ImportOptions options() {
    return new ImportOptions(
        dryRun,
        Optional.ofNullable(checkpoint),
        Optional.ofNullable(report),
        new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true),
        isTerminal());
  }

  /** Since JDK 22 there is a console even if output is redirected; background jobs have no TERM. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.getenv("TERM") != null;
  }
}
