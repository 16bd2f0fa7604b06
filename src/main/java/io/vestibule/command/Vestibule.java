package io.vestibule.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Where the program begins. Without arguments, or with {@code serve}, it is the service. A command
 * is understood before anything is started, so that help, mistakes and {@code keys generate} need
 * no configuration and answer at once.
 */
@QuarkusMain
public final class Vestibule {
  private Vestibule() {}

  public static void main(String... args) {
    if (args.length == 0) {
      Quarkus.run(null, StartFailure::exit, args);
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
    Object chosen = Commands.chosen(parsed);
    if (chosen instanceof ServeCommand) {
      Quarkus.run(null, StartFailure::exit, args);
    } else if (chosen instanceof ServiceCommand) {
      CommandProfile.activate();
      Quarkus.run(CommandApplication.class, StartFailure::exit, args);
    } else {
      return new RunLast().execute(parsed);
    }
    // Reached in dev mode only: elsewhere Quarkus has ended the process.
    return ExitCodes.OK;
  }
}
