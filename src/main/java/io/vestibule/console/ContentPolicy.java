package io.vestibule.console;

import io.vestibule.audio.TransferService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a browser may do with the page (CSP level 3): run and fetch nothing but our own, and talk to
 * the store of recordings besides.
 */
@ApplicationScoped
class ContentPolicy {
  private static final Map<String, String> OF_PARTS =
      Map.of("X-Content-Type-Options", "nosniff", "Cross-Origin-Resource-Policy", "same-origin");

  private final Map<String, String> ofDocuments;

  @Inject
  ContentPolicy(ConsoleConfig config, TransferService transfers) {
    this(transfers.origin(), config.connectSources().orElse(List.of()));
  }

  ContentPolicy(String storage, List<String> further) {
    TreeSet<String> connect = new TreeSet<>(further);
    connect.add(storage);
    Map<String, String> headers = new HashMap<>(OF_PARTS);
    headers.put("Content-Security-Policy", policy(String.join(" ", connect)));
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put(
        "Permissions-Policy", "microphone=(self), camera=(), geolocation=(), payment=(), usb=()");
    this.ofDocuments = Map.copyOf(headers);
  }

  /** Headers of what a browser opens by itself, and of workers, which obey those they came with. */
  Map<String, String> ofDocuments() {
    return ofDocuments;
  }

  /** Headers of scripts and styles, which obey the policy of the page that they are part of. */
  Map<String, String> ofParts() {
    return OF_PARTS;
  }

  private static String policy(String connect) {
    return String.join(
        "; ",
        "default-src 'none'",
        // The reference client's Argon2id is WebAssembly.
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
