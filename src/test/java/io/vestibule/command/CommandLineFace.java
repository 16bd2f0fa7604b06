package io.vestibule.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The command line as tests of other packages see it. */
public final class CommandLineFace {
  private CommandLineFace() {}

  /** Fails where a container could not be started with these arguments. */
  public static void parse(String... arguments) {
    Commands.line().parseArgs(arguments);
  }

  public static boolean knows(String command) {
    return Commands.line().getSubcommands().containsKey(command);
  }

  public static String output(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = Commands.line().setOut(new PrintWriter(out, true));
    if (line.execute(arguments) != ExitCodes.OK) {
      throw new AssertionError("failed: " + String.join(" ", arguments));
    }
    return out.toString();
  }
}
