import { loginResult, type Login, type LoginResult } from "./auth.js";
import type { VestibuleClient } from "./client.js";
import { orThrow } from "./problems.js";
import type { components } from "./schema.js";
import { createPasskey, getPasskey, type CreatedPasskey, type Passkey } from "./webauthn.js";

export {
  createPasskey, creationOptions, credentialJson, getPasskey, passkeysSupported, requestOptions,
  type CreatedPasskey, type Passkey, type PasskeyProof,
} from "./webauthn.js";

type Schemas = components["schemas"];

/** Signs in with a passkey alone. `secret` unwraps the audio keys of `login`. */
export async function signInWithPasskey(
  client: VestibuleClient,
  more: Omit<CredentialRequestOptions, "publicKey"> = {},
): Promise<LoginResult & { secret: Passkey["secret"] }> {
  const options = await orThrow(client.api.POST("/api/auth/passkey/options"));
  const { proof, secret } = await getPasskey(options, more);
  const body = { ...proof, session: client.mode };
  // The answer is the one of a log-in, whichever way the token travels.
  const call = client.api.POST("/api/auth/passkey", { body }) as unknown as Parameters<typeof loginResult>[0] & Promise<{ data?: Login }>;
  return { ...(await loginResult(call)), secret };
}

/** Adds a passkey to the account. Needs a proof of identity that is at most ten minutes old. */
export async function addPasskey(client: VestibuleClient, name?: string): Promise<CreatedPasskey & { passkey: Schemas["Passkey"] }> {
  const options = await orThrow(client.api.POST("/api/user/passkeys/options"));
  const created = await createPasskey(options);
  const body = { ...created.proof, ...(name === undefined ? {} : { name }) };
  return { ...created, passkey: await orThrow(client.api.POST("/api/user/passkeys", { body })) };
}
