package io.vestibule.command;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The Kubernetes Secret that the manifests in {@code k8s/} mount: one file per key, with the names
 * that {@code VESTIBULE_KEYS_…_FILE} expects.
 */
final class KubernetesSecret {
  static final String SIGNING = "signing.pem";
  static final String VERIFYING = "verifying.pem";
  static final String SEALING = "sealing.key";
  static final String TICKET = "ticket.key";

  static final List<String> FILES = List.of(SIGNING, VERIFYING, SEALING, TICKET);

  /** A DNS subdomain name (RFC 1123), as Kubernetes requires for object names. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

  private KubernetesSecret() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Content by file name. */
  static Map<String, String> files(GeneratedKeys keys) {
    return Map.of(
        SIGNING, keys.signing(),
        VERIFYING, keys.verifying(),
        SEALING, keys.sealing(),
        TICKET, keys.ticket());
  }

  /**
   * @param namespace omitted if null
   */
  static String yaml(String name, String namespace, GeneratedKeys keys) {
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
          # Public keys whose tokens are accepted: old keys, and the next key before it signs.
          %s: |
        %s
          # 32 bytes each. Sealing key: encrypts API tokens and cursors. Ticket key: encrypts playback tickets.
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
