package io.vestibule.console;

import io.vestibule.audio.TransferService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a browser may do with the page (CSP level 3): run and fetch nothing but our own, and talk to
 * the store of recordings besides.
 */
@ApplicationScoped
class ContentPolicy {
  private final Map<String, String> headers;

  @Inject
  ContentPolicy(ConsoleConfig config, TransferService transfers) {
    this(transfers.origin(), config.connectSources().orElse(List.of()));
  }

  ContentPolicy(String storage, List<String> further) {
    TreeSet<String> connect = new TreeSet<>(further);
    connect.add(storage);
    this.headers =
        Map.of(
            "Content-Security-Policy", policy(String.join(" ", connect)),
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy",
                "microphone=(self), camera=(), geolocation=(), payment=(), usb=()");
  }

  /** Headers of every file of the page; a service worker obeys those it came with. */
  Map<String, String> headers() {
    return headers;
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
