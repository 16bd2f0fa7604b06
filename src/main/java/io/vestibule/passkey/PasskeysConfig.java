package io.vestibule.passkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Passkeys (WebAuthn). */
@ConfigMapping(prefix = "vestibule.passkeys")
public interface PasskeysConfig {
  /**
   * The relying party id: the domain to which passkeys are bound. The default is the host of {@code
   * vestibule.tokens.issuer}. Passkeys that were created under another id no longer work.
   */
  Optional<String> rpId();

  /** The name of this service that browsers show when they create a passkey. */
  @WithDefault("Vestibule")
  String rpName();

  /**
   * Origins from which passkeys are accepted, for example {@code https://app.example.org} or {@code
   * android:apk-key-hash:…}. The default is the origin of {@code vestibule.tokens.issuer}. Web
   * origins whose host is not the relying party id or below it are related origins: browsers look
   * them up at {@code https://<rp-id>/.well-known/webauthn}, which this service answers.
   */
  Optional<List<String>> origins();
}
