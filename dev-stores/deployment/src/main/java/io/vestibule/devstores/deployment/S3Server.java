package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * S3Proxy on a folder. It verifies signatures as S3 does, so a wrong presigned URL fails here too.
 *
 * @param bucket created before the server starts, as a folder
 */
record S3Server(String bucket) implements Server {

  private static final String COORDINATES = "org.gaul:s3proxy:jar:jar-with-dependencies:4.1.0";

  @Override
  public String name() {
    return "S3Proxy";
  }

  @Override
  public List<Path> classPath() throws BootstrapMavenException {
    return ClassPath.ofSingle(COORDINATES);
  }

  @Override
  public String mainClass() {
    return "org.gaul.s3proxy.Main";
  }

  @Override
  public List<String> arguments(Path folder, int port) throws IOException {
    Path objects = folder.resolve("objects");
    Files.createDirectories(objects.resolve(bucket));
    OwnerOnlyProperties settings = new OwnerOnlyProperties(folder.resolve("s3proxy.properties"));
    settings.put("s3proxy.endpoint", "http://127.0.0.1:" + port);
    settings.put("s3proxy.authorization", "aws-v2-or-v4");
    settings.put("s3proxy.identity", AwsClient.ACCESS_KEY_ID);
    settings.put("s3proxy.credential", AwsClient.SECRET_ACCESS_KEY);
    settings.put("jclouds.provider", "filesystem-nio2");
    settings.put("jclouds.filesystem.basedir", objects.toString());
    // Allows front ends on this machine, on any port. Not every web page, because the keys are
    // known.
    settings.put("s3proxy.cors-allow-origins", "https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?");
    settings.put("s3proxy.cors-allow-methods", "GET HEAD PUT POST DELETE");
    settings.put("s3proxy.cors-allow-headers", "*");
    settings.put("s3proxy.cors-exposed-headers", "ETag Content-Range Content-Length Accept-Ranges");
    settings.store();
    return List.of("--properties", settings.path().toString());
  }
}
