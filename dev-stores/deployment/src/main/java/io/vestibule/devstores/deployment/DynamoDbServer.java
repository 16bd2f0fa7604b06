package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.vestibule.devstores.child.LoopbackDynamoDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * DynamoDB Local.
 *
 * @param inMemory whether to forget everything at the end, rather than keep a SQLite file in the
 *     folder
 */
record DynamoDbServer(boolean inMemory) implements Server {

  private static final String COORDINATES = "software.amazon.dynamodb:DynamoDBLocal:3.1.0";

  @Override
  public String name() {
    return "DynamoDB Local";
  }

  @Override
  public List<Path> classPath() throws BootstrapMavenException {
    return ClassPath.of(COORDINATES);
  }

  @Override
  public String mainClass() {
    return LoopbackDynamoDb.class.getName();
  }

  @Override
  public List<String> arguments(Path folder, int port) {
    List<String> arguments = new ArrayList<>(List.of("-port", Integer.toString(port)));
    // One database whatever region and key a client names, so that the AWS command line sees the
    // service's tables.
    arguments.addAll(List.of("-sharedDb", "-disableTelemetry"));
    // Without it any web page may read the tables: the default is every origin.
    arguments.addAll(List.of("-cors", "http://localhost"));
    arguments.addAll(inMemory ? List.of("-inMemory") : List.of("-dbPath", folder.toString()));
    return arguments;
  }
}
