package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a store runs: where its code comes from, and how it is told its folder and port. A record,
 * whose components are all that a running server must have in common with it to be taken in its
 * place.
 */
interface Server {

  /** Shown to the developer. */
  String name();

  List<Path> classPath() throws BootstrapMavenException;

  String mainClass();

  /**
   * Writes what the server needs into its folder; returns the arguments that make it listen on the
   * loopback port.
   */
  List<String> arguments(Path folder, int port) throws IOException;
}
