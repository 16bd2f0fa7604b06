// Generated from clients/typescript by .ci/steps/client --write. Do not edit.
// dist/base64url.js
var binaryOf = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
function fromBase64Url(text) {
  return Uint8Array.from(binaryOf(text), (character) => character.charCodeAt(0));
}
function toBase64Url(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

// dist/webauthn.js
var passkeysSupported = () => typeof globalThis.PublicKeyCredential === "function";
async function getPasskey(options, more = {}) {
  const found = await navigator.credentials.get({ ...more, publicKey: requestOptions(options.public_key) });
  return passkeyOf(options.state, found);
}
async function createPasskey(options) {
  const created = await navigator.credentials.create({ publicKey: creationOptions(options.public_key) });
  const { prf } = created.getClientExtensionResults();
  return { ...passkeyOf(options.state, created), prf: Boolean(prf?.enabled) };
}
function requestOptions(json) {
  return {
    ...json,
    challenge: fromBase64Url(json.challenge),
    allowCredentials: descriptors(json.allowCredentials),
    extensions: extensions(json.extensions)
  };
}
function creationOptions(json) {
  const user = json.user;
  return {
    ...json,
    challenge: fromBase64Url(json.challenge),
    user: { ...user, id: fromBase64Url(user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
    extensions: extensions(json.extensions)
  };
}
function credentialJson(credential) {
  const response = credential.response;
  const results = credential.getClientExtensionResults();
  const text = (bytes) => bytes ? toBase64Url(new Uint8Array(bytes)) : void 0;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    ...credential.authenticatorAttachment ? { authenticatorAttachment: credential.authenticatorAttachment } : {},
    clientExtensionResults: {
      ...results.credProps ? { credProps: results.credProps } : {},
      ...results.prf && "enabled" in results.prf ? { prf: { enabled: results.prf.enabled } } : {}
    },
    response: present({
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
      publicKey: text(response.getPublicKey?.()),
      publicKeyAlgorithm: response.getPublicKeyAlgorithm?.(),
      authenticatorData: text(response.authenticatorData ?? response.getAuthenticatorData?.()),
      signature: text(response.signature),
      userHandle: text(response.userHandle)
    })
  };
}
function passkeyOf(state, credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return { proof: { state, credential: credentialJson(credential) }, secret: first && new Uint8Array(first) };
}
var descriptors = (list) => (list ?? []).map((one) => ({ ...one, id: fromBase64Url(one.id) }));
function extensions(json) {
  const { prf, ...others } = json ?? {};
  return prf?.eval ? { ...others, prf: { eval: { first: fromBase64Url(prf.eval.first) } } } : { ...others, ...prf ? { prf: {} } : {} };
}
var present = (json) => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== void 0));
export {
  createPasskey,
  getPasskey,
  passkeysSupported
};
