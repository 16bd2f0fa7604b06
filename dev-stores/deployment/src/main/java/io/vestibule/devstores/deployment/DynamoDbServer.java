package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.vestibule.devstores.child.LoopbackDynamoDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * DynamoDB Local.
 *
 * @param inMemory whether the data is lost at the end; otherwise it is kept in a SQLite file in the
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
    // One database for all regions and access keys, so that the AWS CLI sees the service's tables.
    arguments.addAll(List.of("-sharedDb", "-disableTelemetry"));
    // The default allows every origin, so that any web page could read the tables.
    arguments.addAll(List.of("-cors", "http://localhost"));
    arguments.addAll(inMemory ? List.of("-inMemory") : List.of("-dbPath", folder.toString()));
    return arguments;
  }
}
