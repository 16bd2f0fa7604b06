package io.vestibule.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Locates files of this checkout, whatever the working directory of the tests is. */
public final class Checkout {
  private Checkout() {}

  /** A path relative to the root of the checkout, for example {@code docs/errors.md}. */
  public static Path path(String below) {
    Path top = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(top.resolve(".mvn"))) {
      top = top.getParent();
    }
    return top.resolve(below);
  }
}
