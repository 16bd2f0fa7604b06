package io.vestibule.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of this checkout are, whichever folder the tests run in. */
public final class Checkout {
  private Checkout() {}

  /** A path below the top, for example {@code docs/errors.md}. */
  public static Path path(String below) {
    Path top = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(top.resolve(".mvn"))) {
      top = top.getParent();
    }
    return top.resolve(below);
  }
}
