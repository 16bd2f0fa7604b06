package io.vestibule.console;

import io.vestibule.audio.TransferService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The security headers of static files. The policy (CSP level 3) allows the page to run and fetch
 * only its own files, and to connect to the object store.
 */
@ApplicationScoped
class ContentPolicy {
  private static final Map<String, String> SUBRESOURCE_HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "Cross-Origin-Resource-Policy", "same-origin");

  private final Map<String, String> documentHeaders;

  @Inject
  ContentPolicy(ConsoleConfig config, TransferService transfers) {
    this(transfers.origin(), config.connectSources().orElse(List.of()));
  }

  ContentPolicy(String storageOrigin, List<String> additional) {
    TreeSet<String> connect = new TreeSet<>(additional);
    connect.add(storageOrigin);
    Map<String, String> headers = new HashMap<>(SUBRESOURCE_HEADERS);
    headers.put("Content-Security-Policy", policy(String.join(" ", connect)));
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put(
        "Permissions-Policy", "microphone=(self), camera=(), geolocation=(), payment=(), usb=()");
    this.documentHeaders = Map.copyOf(headers);
  }

  /** Headers of documents, and of workers, which have their own policy. */
  Map<String, String> documentHeaders() {
    return documentHeaders;
  }

  /** Headers of scripts and styles, to which the policy of the page applies. */
  Map<String, String> subresourceHeaders() {
    return SUBRESOURCE_HEADERS;
  }

  private static String policy(String connect) {
    return String.join(
        "; ",
        "default-src 'none'",
        // The Argon2id implementation of the reference client is WebAssembly.
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self' " + connect,
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types vestibule-worker");
  }
}
