package io.vestibule.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Gives tests of other packages access to the command line. */
public final class CommandLineAccess {
  private CommandLineAccess() {}

  /** Fails if the arguments are not a valid command line. */
  public static void parse(String... arguments) {
    Commands.line().parseArgs(arguments);
  }

  /** All commands as lists of words, including command groups and the empty command. */
  static List<List<String>> all() {
    List<List<String>> commands = new ArrayList<>();
    collect(Commands.line(), List.of(), commands);
    return commands;
  }

  private static void collect(CommandLine line, List<String> words, List<List<String>> commands) {
    commands.add(words);
    line.getSubcommands()
        .forEach(
            (name, command) ->
                collect(
                    command, Stream.concat(words.stream(), Stream.of(name)).toList(), commands));
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
