package io.vestibule.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.Account;
import io.vestibule.runtime.Digests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/**
 * The options that a page passes to {@code PublicKeyCredential.parseCreationOptionsFromJSON} and
 * {@code parseRequestOptionsFromJSON} (WebAuthn Level 3, sections 5.1.9 and 5.1.10).
 */
@ApplicationScoped
class CeremonyOptions {
  /**
   * The input of the PRF extension: SHA-256 of this text. It is the same for all users, because a
   * sign-in without a user name does not know them; the output differs by passkey.
   */
  static final String PRF_SALT = "vestibule/passkey-prf/v1";

  private static final String PUBLIC_KEY = "public-key";

  private final RelyingParty relyingParty;

  CeremonyOptions(RelyingParty relyingParty) {
    this.relyingParty = relyingParty;
  }

  /** {@code PublicKeyCredentialCreationOptionsJSON}. */
  ObjectNode creation(Account owner, List<Passkey> existing, byte[] challenge) {
    ObjectNode options = object();
    options.putObject("rp").put("id", relyingParty.id()).put("name", relyingParty.name());
    String label = Objects.requireNonNullElse(owner.email(), owner.userId());
    options
        .putObject("user")
        .put("id", CredentialJson.encode(owner.userId().getBytes(UTF_8)))
        .put("name", label)
        .put("displayName", Objects.requireNonNullElse(owner.name(), label));
    options.put("challenge", CredentialJson.encode(challenge));
    var algorithms = options.putArray("pubKeyCredParams");
    PasskeyVerifier.ALGORITHMS.forEach(
        algorithm -> algorithms.addObject().put("type", PUBLIC_KEY).put("alg", algorithm));
    options.put("timeout", CeremonyStates.LIFETIME.toMillis());
    var excluded = options.putArray("excludeCredentials");
    existing.forEach(
        passkey -> excluded.addObject().put("type", PUBLIC_KEY).put("id", passkey.id()));
    options
        .putObject("authenticatorSelection")
        .put("residentKey", "required")
        .put("requireResidentKey", true)
        .put("userVerification", "required");
    options.put("attestation", "none");
    options.set("extensions", extensions());
    return options;
  }

  /** {@code PublicKeyCredentialRequestOptionsJSON}, without the ids of credentials. */
  ObjectNode request(byte[] challenge) {
    ObjectNode options = object();
    options.put("challenge", CredentialJson.encode(challenge));
    options.put("timeout", CeremonyStates.LIFETIME.toMillis());
    options.put("rpId", relyingParty.id());
    options.putArray("allowCredentials");
    options.put("userVerification", "required");
    options.set("extensions", extensions());
    return options;
  }

  private static ObjectNode extensions() {
    ObjectNode extensions = object();
    extensions
        .putObject("prf")
        .putObject("eval")
        .put("first", CredentialJson.encode(Digests.sha256(PRF_SALT)));
    return extensions;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
