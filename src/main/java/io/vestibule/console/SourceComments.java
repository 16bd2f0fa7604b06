package io.vestibule.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the comments of the console's scripts, a sixth of what would be sent. Only lines that
 * hold nothing but a comment are emptied, so the numbers of lines stay those of the sources. A
 * template literal over several lines could contain such a line: a test checks that there is none.
 */
final class SourceComments {
  private SourceComments() {}

  static byte[] strip(byte[] script) {
    List<String> kept = new ArrayList<>();
    boolean inComment = false;
    for (String line : new String(script, StandardCharsets.UTF_8).split("\n", -1)) {
      String code = line.strip();
      boolean isComment = inComment || code.startsWith("//") || code.startsWith("/*");
      if (inComment || code.startsWith("/*")) {
        inComment = !code.endsWith("*/");
      }
      kept.add(isComment ? "" : line);
    }
    return String.join("\n", kept).getBytes(StandardCharsets.UTF_8);
  }
}
