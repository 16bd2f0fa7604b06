package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The server of a store: its class path, and the arguments for folder and port. Implemented by
 * records: a running server is reused for an equal record.
 */
interface Server {

  /** For messages to the developer. */
  String name();

  /** Heap of the server's JVM in MiB. */
  default int heap() {
    return 192;
  }

  List<Path> classPath() throws BootstrapMavenException;

  String mainClass();

  /**
   * Writes the server's files into its folder and returns its arguments.
   *
   * @param port on the loopback interface
   */
  List<String> arguments(Path folder, int port) throws IOException;
}
