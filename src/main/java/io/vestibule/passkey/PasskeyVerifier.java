package io.vestibule.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Verifies registrations and assertions (WebAuthn Level 3, sections 7.1 and 7.2), by webauthn4j:
 * type, challenge, origin, relying party id, user presence and verification, algorithm, flags,
 * signature and counter. Attestation is neither requested nor verified. Ceremonies in frames of
 * other origins are refused.
 *
 * <p>Whatever the library throws is a refusal: for hostile CBOR these are also exceptions that it
 * does not document.
 */
final class PasskeyVerifier {
  private static final Logger LOG = Logger.getLogger(PasskeyVerifier.class);

  /** What the options offer, in order of preference (RFC 9053): ES256, EdDSA, RS256. */
  static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

  private final RelyingParty relyingParty;
  private final boolean requireUserVerification;
  private final Set<Origin> origins;
  private final WebAuthnManager library;
  private final AttestedCredentialDataConverter credentials;

  PasskeyVerifier(RelyingParty relyingParty) {
    this(relyingParty, true);
  }

  /** Only some of the specification's test vectors have no user verification. */
  PasskeyVerifier(RelyingParty relyingParty, boolean requireUserVerification) {
    ObjectConverter converter = new ObjectConverter();
    this.relyingParty = relyingParty;
    this.requireUserVerification = requireUserVerification;
    this.origins =
        relyingParty.origins().stream().map(Origin::new).collect(Collectors.toUnmodifiableSet());
    this.library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    this.credentials = new AttestedCredentialDataConverter(converter);
  }

  /**
   * A verified registration.
   *
   * @param credential attested credential data
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  record NewCredential(
      UUID aaguid, byte[] credential, long signCount, boolean backupEligible, boolean backedUp) {}

  /** The outcome of an assertion. */
  sealed interface Assertion {
    /** The holder of the passkey made it, for this challenge. */
    record Valid(long signCount, boolean backedUp) implements Assertion {}

    /** All is right but the counter, so there may be a copy of the authenticator. */
    record CounterNotIncreased() implements Assertion {}

    record Invalid() implements Assertion {}
  }

  /** The credential, if it was created for this service and this challenge. */
  Optional<NewCredential> verify(RegistrationResponse response, byte[] challenge) {
    RegistrationData data;
    try {
      data =
          library.parse(
              new RegistrationRequest(response.attestationObject(), response.clientDataJson()));
      library.verify(
          data,
          new RegistrationParameters(server(challenge), algorithms(), requireUserVerification));
    } catch (RuntimeException refused) {
      return refuse(refused);
    }
    AuthenticatorData<?> authenticator = data.getAttestationObject().getAuthenticatorData();
    AttestedCredentialData credential = authenticator.getAttestedCredentialData();
    if (isCrossOrigin(data.getCollectedClientData())
        || !response.id().equals(CredentialJson.encode(credential.getCredentialId()))) {
      return Optional.empty();
    }
    return Optional.of(
        new NewCredential(
            credential.getAaguid().getValue(),
            credentials.convert(credential),
            authenticator.getSignCount(),
            authenticator.isFlagBE(),
            authenticator.isFlagBS()));
  }

  /** Whether the holder of the passkey signed this challenge for this service. */
  Assertion verify(AssertionResponse response, byte[] challenge, Passkey passkey) {
    AuthenticationData data;
    try {
      data =
          library.parse(
              new AuthenticationRequest(
                  Base64.getUrlDecoder().decode(response.id()),
                  response.userHandle().orElse(null),
                  response.authenticatorData(),
                  response.clientDataJson(),
                  response.signature()));
      library.verify(
          data,
          new AuthenticationParameters(
              server(challenge), record(passkey), null, requireUserVerification));
    } catch (MaliciousCounterValueException notIncreased) {
      return new Assertion.CounterNotIncreased();
    } catch (RuntimeException refused) {
      refuse(refused);
      return new Assertion.Invalid();
    }
    return isCrossOrigin(data.getCollectedClientData())
        ? new Assertion.Invalid()
        : new Assertion.Valid(
            data.getAuthenticatorData().getSignCount(), data.getAuthenticatorData().isFlagBS());
  }

  private ServerProperty server(byte[] challenge) {
    return new ServerProperty(origins, relyingParty.id(), new DefaultChallenge(challenge));
  }

  /** The library compares counter and flags with this record. */
  private CredentialRecord record(Passkey passkey) {
    return new CredentialRecordImpl(
        new NoneAttestationStatement(),
        true,
        passkey.backupEligible(),
        passkey.backedUp(),
        passkey.signCount(),
        credentials.convert(passkey.credential()),
        null,
        null,
        null,
        null);
  }

  private static List<PublicKeyCredentialParameters> algorithms() {
    return ALGORITHMS.stream()
        .map(
            algorithm ->
                new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
        .toList();
  }

  private static boolean isCrossOrigin(CollectedClientData clientData) {
    return Boolean.TRUE.equals(clientData.getCrossOrigin());
  }

  /** Only the type is logged: the message may quote what was sent. */
  private static Optional<NewCredential> refuse(RuntimeException refused) {
    LOG.debugf("a passkey was refused: %s", refused.getClass().getSimpleName());
    return Optional.empty();
  }
}
