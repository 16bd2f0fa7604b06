package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.quarkus.bootstrap.resolver.maven.MavenArtifactResolver;
import io.vestibule.devstores.child.Launcher;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactResult;

/**
 * A store's class path: its artifacts from the developer's Maven repositories, and the launcher.
 */
final class ClassPath {

  private ClassPath() {}

  /** An artifact that holds everything it needs. */
  static List<Path> ofSingle(String coordinates) throws BootstrapMavenException {
    return withLauncher(List.of(maven().resolve(new DefaultArtifact(coordinates))));
  }

  /** An artifact and all it depends on. */
  static List<Path> of(String coordinates) throws BootstrapMavenException {
    return withLauncher(
        maven()
            .resolveDependencies(new DefaultArtifact(coordinates), List.of())
            .getArtifactResults());
  }

  /**
   * Settings, mirrors and offline mode are those of the running Maven; the project's own modules
   * are not needed.
   */
  private static MavenArtifactResolver maven() throws BootstrapMavenException {
    return MavenArtifactResolver.builder().setWorkspaceDiscovery(false).build();
  }

  private static List<Path> withLauncher(List<ArtifactResult> results) {
    List<Path> classPath = new ArrayList<>();
    classPath.add(launcher());
    for (ArtifactResult result : results) {
      Artifact artifact = result.getArtifact();
      if (artifact.getExtension().equals("jar")) {
        classPath.add(artifact.getFile().toPath());
      }
    }
    return classPath;
  }

  private static Path launcher() {
    try {
      return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
