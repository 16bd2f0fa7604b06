package io.vestibule.command;

import java.io.PrintWriter;

/**
 * A command that works with the started application: its stores, without its HTTP port. It holds
 * its own options only; what it works with is handed to it.
 */
interface ServiceCommand {
  /**
   * @param out where the answer goes; the log goes to the error stream
   * @return one of {@link ExitCodes}
   */
  int run(Workplace workplace, PrintWriter out);
}
