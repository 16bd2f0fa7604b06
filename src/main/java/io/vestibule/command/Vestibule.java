package io.vestibule.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The main class. Without arguments, or with {@code serve}, it starts the service. The command line
 * is parsed before Quarkus starts, so that help, usage errors and {@code keys generate} need no
 * configuration and answer at once.
 */
@QuarkusMain
public final class Vestibule {
  private Vestibule() {}

  public static void main(String... args) {
    if (args.length == 0) {
      Quarkus.run(null, StartupFailure::exit, args);
    } else {
      CommandLine line = Commands.line();
      line.setExecutionStrategy(parsed -> execute(parsed, args));
      System.exit(line.execute(args));
    }
  }

  private static int execute(ParseResult parsed, String[] args) {
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return ExitCodes.OK;
    }
    Object command = Commands.selected(parsed);
    if (command instanceof ServeCommand) {
      Quarkus.run(null, StartupFailure::exit, args);
    } else if (command instanceof ServiceCommand) {
      CommandProfile.activate();
      Quarkus.run(CommandApplication.class, StartupFailure::exit, args);
    } else {
      return new RunLast().execute(parsed);
    }
    // Reached only in dev mode: otherwise Quarkus has ended the process.
    return ExitCodes.OK;
  }
}
