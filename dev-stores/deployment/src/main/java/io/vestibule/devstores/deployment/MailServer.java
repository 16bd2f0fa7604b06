package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.vestibule.devstores.child.MailCatcher;
import java.nio.file.Path;
import java.util.List;

/**
 * GreenMail, an SMTP server that delivers nothing. Its endpoint is a page with the caught mails; it
 * chooses the SMTP port itself.
 */
record MailServer() implements Server {

  /** The version against which {@link MailCatcher} is compiled, {@code greenmail.version}. */
  static final String VERSION = "2.1.13";

  @Override
  public String name() {
    return "GreenMail";
  }

  /** The caught mails take at most a quarter. */
  @Override
  public int heap() {
    return 64;
  }

  @Override
  public List<Path> classPath() throws BootstrapMavenException {
    return ClassPath.of("com.icegreen:greenmail:" + VERSION);
  }

  @Override
  public String mainClass() {
    return MailCatcher.class.getName();
  }

  @Override
  public List<String> arguments(Path folder, int port) {
    return List.of(Integer.toString(port));
  }
}
