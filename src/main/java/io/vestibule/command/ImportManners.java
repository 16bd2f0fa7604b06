package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vestibule.imports.ImportOptions;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that all imports have. */
@RegisterForReflection
final class ImportManners {
  @Option(names = "--dry-run", description = "Write nothing; say what would come of it.")
  private boolean dryRun;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Remember there how far the import came; begun again, it goes on from there.")
  private Path checkpoint;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Append conflicts there, one JSON object a line.")
  private Path report;

  /** Progress goes to the error stream, as the log does: the answer stays clean. */
  ImportOptions options() {
    return new ImportOptions(
        dryRun,
        Optional.ofNullable(checkpoint),
        Optional.ofNullable(report),
        new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true),
        isTerminal());
  }

  /** From JDK 22 on there is a console even where output is redirected; jobs have no TERM. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null && System.getenv("TERM") != null;
  }
}
