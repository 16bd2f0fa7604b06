package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Builds the command line. Picocli reads commands and its own help options by reflection; commands
 * are registered for native images at their class.
 */
@RegisterForReflection(classNames = "picocli.CommandLine$AutoHelpMixin")
final class Commands {
  private Commands() {}

  static CommandLine line() {
    return new CommandLine(new TopCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              String command = leaf(parsed).commandSpec().qualifiedName();
              line.getErr().println(command + ": " + FailureMessage.of(failure));
              return ExitCodes.FAILED;
            });
  }

  /** The selected command: the last one named. */
  static Object selected(ParseResult parsed) {
    return leaf(parsed).commandSpec().userObject();
  }

  private static ParseResult leaf(ParseResult parsed) {
    return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
  }
}
