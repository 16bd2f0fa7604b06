package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** {@code vestibule --version}: the version of the build, from a resource that Maven writes. */
@RegisterForReflection
final class Version implements IVersionProvider {
  private static final String RESOURCE = "/vestibule-version.txt";

  @Override
  public String[] getVersion() {
    try (InputStream text = Version.class.getResourceAsStream(RESOURCE)) {
      return new String[] {
        "vestibule " + new String(text.readAllBytes(), StandardCharsets.UTF_8).strip()
      };
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
