package io.vestibule.command;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.vestibule.runtime.StartupCheckException;
import java.net.BindException;
import org.jboss.logging.Logger;

/** Reports why the service did not start: a configuration error in one sentence. */
final class StartupFailure {
  private StartupFailure() {}

  /** Called by Quarkus when the application ends or fails to start. */
  static void exit(Integer exitCode, Throwable failure) {
    if (failure != null) {
      explain(failure);
    }
    // Ends the process; in dev mode the handler does nothing.
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, failure);
  }

  private static void explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        System.err.println("Vestibule cannot start: its port is in use");
        return;
      }
      if (cause instanceof StartupCheckException
          || cause instanceof ConfigValidationException
          || cause instanceof ConfigurationException) {
        System.err.println(cause.getMessage());
        return;
      }
    }
    Logger.getLogger(StartupFailure.class).error("Vestibule cannot start", failure);
    // If the configuration itself cannot be read, there is no log yet.
    System.err.println("Vestibule cannot start: " + rootCause(failure).getClass().getName());
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
