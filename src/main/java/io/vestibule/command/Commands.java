package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The command line's grammar. Picocli reads its own help options by reflection, like the commands,
 * which each are registered for native images at their class.
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
              line.getErr().println(command + ": " + FailureSentence.of(failure));
              return ExitCodes.FAILED;
            });
  }

  /** The command that was asked for: the last one named. */
  static Object chosen(ParseResult parsed) {
    return leaf(parsed).commandSpec().userObject();
  }

  private static ParseResult leaf(ParseResult parsed) {
    return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
  }
}
