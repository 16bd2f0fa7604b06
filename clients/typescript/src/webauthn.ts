// Passkeys in the browser: the JSON of the service (WebAuthn Level 3) to what browsers take, and back.
import { fromBase64Url, toBase64Url } from "./base64url.js";
import type { components } from "./schema.js";

type Json = { [key: string]: unknown };
type Options = components["schemas"]["PasskeyOptions"];

/** What the service gets of a passkey. */
export interface PasskeyProof {
  state: string;
  credential: Json;
}

/** `secret` is the output of the PRF extension: with it the vault unwraps the audio keys. It never goes to the service. */
export interface Passkey {
  proof: PasskeyProof;
  secret: Uint8Array<ArrayBuffer> | undefined;
}

/** `prf`: whether it can open recordings. Many authenticators give the `secret` only at the next sign-in. */
export interface CreatedPasskey extends Passkey {
  prf: boolean;
}

/** Whether this browser has passkeys at all. */
export const passkeysSupported = (): boolean => typeof globalThis.PublicKeyCredential === "function";

/** Asks the user for a passkey. `more.mediation: "conditional"` offers it in the autofill. */
export async function getPasskey(
  options: Options,
  more: Omit<CredentialRequestOptions, "publicKey"> = {},
): Promise<Passkey> {
  const found = await navigator.credentials.get({ ...more, publicKey: requestOptions(options.public_key) });
  return passkeyOf(options.state, found as PublicKeyCredential);
}

/** Asks the user to create a passkey. */
export async function createPasskey(options: Options): Promise<CreatedPasskey> {
  const created = (await navigator.credentials.create({ publicKey: creationOptions(options.public_key) })) as PublicKeyCredential;
  const { prf } = created.getClientExtensionResults();
  return { ...passkeyOf(options.state, created), prf: Boolean(prf?.enabled) };
}

/** `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3, section 5.1.10) for `navigator.credentials.get`. */
export function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  return {
    ...json,
    challenge: fromBase64Url(json.challenge as string),
    allowCredentials: descriptors(json.allowCredentials),
    extensions: extensions(json.extensions),
  };
}

/** `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3, section 5.1.9) for `navigator.credentials.create`. */
export function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  const user = json.user as Json & { id: string };
  return {
    ...(json as unknown as PublicKeyCredentialCreationOptions),
    challenge: fromBase64Url(json.challenge as string),
    user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: fromBase64Url(user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
    extensions: extensions(json.extensions),
  };
}

/** `RegistrationResponseJSON` or `AuthenticationResponseJSON`, without the output of the PRF extension. */
export function credentialJson(credential: PublicKeyCredential): Json {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const results = credential.getClientExtensionResults();
  const text = (bytes: ArrayBuffer | null | undefined) => (bytes ? toBase64Url(new Uint8Array(bytes)) : undefined);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    ...(credential.authenticatorAttachment ? { authenticatorAttachment: credential.authenticatorAttachment } : {}),
    clientExtensionResults: {
      ...(results.credProps ? { credProps: results.credProps } : {}),
      ...(results.prf && "enabled" in results.prf ? { prf: { enabled: results.prf.enabled } } : {}),
    },
    response: present({
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
      publicKey: text(response.getPublicKey?.()),
      publicKeyAlgorithm: response.getPublicKeyAlgorithm?.(),
      authenticatorData: text(response.authenticatorData ?? response.getAuthenticatorData?.()),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    }),
  };
}

function passkeyOf(state: string, credential: PublicKeyCredential): Passkey {
  const first = credential.getClientExtensionResults().prf?.results?.first as ArrayBuffer | undefined;
  return { proof: { state, credential: credentialJson(credential) }, secret: first && new Uint8Array(first) };
}

const descriptors = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list as (PublicKeyCredentialDescriptor & { id: unknown })[] | undefined) ?? []).map((one) => ({ ...one, id: fromBase64Url(one.id as unknown as string) }));

/** Only PRF has binary members. */
function extensions(json: unknown): AuthenticationExtensionsClientInputs {
  const { prf, ...others } = (json ?? {}) as Json & { prf?: { eval?: { first: string } } };
  return prf?.eval ? { ...others, prf: { eval: { first: fromBase64Url(prf.eval.first) } } } : { ...others, ...(prf ? { prf: {} } : {}) };
}

const present = (json: Json): Json => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
