package io.vestibule.command;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.vestibule.web.UnmetRequirements;
import java.net.BindException;
import org.jboss.logging.Logger;

/** Says why the service did not start: in a sentence where the configuration is to blame. */
final class StartFailure {
  private StartFailure() {}

  /** What Quarkus calls when the application ends, on its own or because it did not start. */
  static void exit(Integer exitCode, Throwable failure) {
    if (failure != null) {
      explain(failure);
    }
    // Ends the process; dev mode puts a handler of its own there and goes on.
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, failure);
  }

  private static void explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        System.err.println("Vestibule cannot start: its port is in use");
        return;
      }
      if (cause instanceof UnmetRequirements
          || cause instanceof ConfigValidationException
          || cause instanceof ConfigurationException) {
        System.err.println(cause.getMessage());
        return;
      }
    }
    Logger.getLogger(StartFailure.class).error("Vestibule cannot start", failure);
    // Where the configuration itself cannot be read there is no log yet.
    System.err.println("Vestibule cannot start: " + deepest(failure).getClass().getName());
  }

  private static Throwable deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }
}
