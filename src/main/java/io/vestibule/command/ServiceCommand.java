package io.vestibule.command;

import java.io.PrintWriter;

/**
 * A command that uses the application's services and stores, without its HTTP port. It has its own
 * options as fields and receives everything else as an argument.
 */
interface ServiceCommand {
  /**
   * @param out standard output, for the result; the log goes to standard error
   * @return one of {@link ExitCodes}
   */
  int run(CommandContext context, PrintWriter out);
}
