package io.vestibule.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Mutations of a JSON request body: of members, of the text and of its encoding. */
final class JsonMutations {
  /** Values, as JSON text, that a member can be replaced with. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e101",
          "1e9999999999",
          "-0.0",
          "12345678901234567890123456789012345678901",
          "9223372036854775808",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"a\\ud800\"",
          "\"\\udbff@x.example\"",
          "\"\\u2028\"",
          "\"\\u202eabc\"",
          "\"\\ufeff\"",
          "\"e\\u0301\"",
          "\"\\ud83d\\ude00\"",
          "\"<script>alert(1)</script>\"",
          "\"../../etc/passwd\"",
          "\"users/00000000-0000-0000-0000-000000000000/a\"",
          "\"a@b..c\"",
          "\"x@y\"",
          "\"a@xn--bcher-kva.example\"",
          "\"%00\"",
          "\"${jndi:ldap://127.0.0.1/a}\"",
          "[]",
          "{}",
          "[[[[[]]]]]",
          "{\"a\":{\"b\":{\"c\":{}}}}",
          "{\"increment\":1}",
          "[null]",
          "NaN",
          "Infinity",
          "'single'",
          "1 2",
          "\"\\x\"");

  private JsonMutations() {}

  /** The mutated body, as bytes. */
  static byte[] mutate(JsonNode valid, Random random) {
    return switch (random.nextInt(14)) {
      case 0, 12, 13 -> bytes(valid.toString());
      case 1 -> cut(bytes(valid.toString()), random);
      case 2 -> flip(bytes(valid.toString()), random);
      case 3 -> valid.toString().getBytes(encoding(random));
      case 4 -> bytes("\ufeff" + valid);
      case 5 -> bytes(nested(1 + random.nextInt(3_000), random.nextBoolean()));
      case 6 -> bytes(valid + " " + valid);
      case 7 -> noise(random);
      default -> members(valid, random);
    };
  }

  private static byte[] members(JsonNode valid, Random random) {
    if (!(valid instanceof ObjectNode object) || object.isEmpty()) {
      return bytes("{\"extra\":" + VALUES.get(random.nextInt(VALUES.size())) + "}");
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    ObjectNode rest = object.deepCopy();
    JsonNode value = rest.remove(name);
    String text =
        switch (random.nextInt(6)) {
          case 0 -> null;
          case 1 -> "\"" + "a".repeat(1 << random.nextInt(17)) + "\"";
          case 2 -> value + ",\"" + name + "\":" + value;
          default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    String others = rest.toString();
    if (text == null) {
      return bytes(others);
    }
    String member = "\"" + name + "\":" + text;
    return bytes(
        rest.isEmpty()
            ? "{" + member + "}"
            : others.substring(0, others.length() - 1) + "," + member + "}");
  }

  private static byte[] cut(byte[] body, Random random) {
    return java.util.Arrays.copyOf(body, random.nextInt(body.length + 1));
  }

  private static byte[] flip(byte[] body, Random random) {
    for (int times = random.nextInt(4); times >= 0 && body.length > 0; times--) {
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return body;
  }

  private static byte[] noise(Random random) {
    byte[] body = new byte[random.nextInt(512)];
    random.nextBytes(body);
    return body;
  }

  private static String nested(int depth, boolean arrays) {
    return arrays
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static Charset encoding(Random random) {
    return List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.ISO_8859_1,
            Charset.forName("UTF-32"))
        .get(random.nextInt(4));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
