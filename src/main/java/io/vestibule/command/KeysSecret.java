package io.vestibule.command;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The Kubernetes Secret that the manifests in {@code k8s/} mount: one file a key, named as {@code
 * VESTIBULE_KEYS_…_FILE} expects them.
 */
final class KeysSecret {
  static final String SIGNING = "signing.pem";
  static final String VERIFYING = "verifying.pem";
  static final String SEALING = "sealing.key";
  static final String TICKET = "ticket.key";

  static final List<String> FILES = List.of(SIGNING, VERIFYING, SEALING, TICKET);

  /** A DNS subdomain name, RFC 1123: what Kubernetes takes as the name of an object. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

  private KeysSecret() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Content by file name. */
  static Map<String, String> files(FreshKeys keys) {
    return Map.of(
        SIGNING, keys.signing(),
        VERIFYING, keys.verifying(),
        SEALING, keys.sealing(),
        TICKET, keys.ticket());
  }

  /**
   * @param namespace left out where it is null
   */
  static String yaml(String name, String namespace, FreshKeys keys) {
    return """
        apiVersion: v1
        kind: Secret
        metadata:
          name: %s
        %stype: Opaque
        stringData:
          # Signs tokens: EC P-256, PKCS#8.
          %s: |
        %s
          # Public keys whose tokens are accepted too: former ones, and the next one before it signs.
          %s: |
        %s
          # 32 bytes each: seals API tokens and cursors; encrypts tickets for recordings.
          %s: %s
          %s: %s
        """
        .formatted(
            name,
            namespace == null ? "" : "  namespace: " + namespace + "\n",
            SIGNING,
            keys.signing().strip().indent(4).stripTrailing(),
            VERIFYING,
            keys.verifying().strip().indent(4).stripTrailing(),
            SEALING,
            keys.sealing(),
            TICKET,
            keys.ticket());
  }
}
