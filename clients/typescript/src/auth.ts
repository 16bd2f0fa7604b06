import type { VestibuleClient } from "./client.js";
import { orThrow, ProblemError, type Problem } from "./problems.js";
import type { components } from "./schema.js";

type Schemas = components["schemas"];

/** The answer of a log-in; the vault needs `key_salt` and `audio_key`. */
export type Login = Pick<Schemas["LoginResponse"], "user_id" | "key_salt" | "audio_key">;

/** A log-in that succeeded, or one that waits for a second factor. */
export type LoginResult =
  | { done: true; login: Login }
  | { done: false; mfaToken: string; methods: string[] };

/** Logs in with a password. Throws a ProblemError, for example `invalid-credentials` or `too-many-attempts`. */
export function logIn(client: VestibuleClient, body: Schemas["Credentials"]): Promise<LoginResult> {
  return loginResult(client.mode === "cookie" ? client.api.POST("/api/auth/login", { body }) : client.api.POST("/api/login", { body }));
}

/** Continues a log-in with one proof: `code`, `recovery_code` or `passkey`. */
export function continueLogIn(
  client: VestibuleClient,
  mfaToken: string,
  proof: Omit<Schemas["MfaLogin"], "mfa_token">,
): Promise<LoginResult> {
  return loginResult(client.api.POST("/api/auth/mfa", { body: { ...proof, mfa_token: mfaToken } }));
}

/** Creates an account and logs in; undefined if the address must be verified first. */
export async function signUp(client: VestibuleClient, body: Schemas["Credentials"]): Promise<LoginResult | undefined> {
  if (client.mode === "bearer") {
    const { user_id, key_salt, audio_key } = await orThrow(client.api.POST("/api/register", { body }));
    return user_id && key_salt ? { done: true, login: { user_id, key_salt, audio_key: audio_key ?? null } } : undefined;
  }
  const { token } = await orThrow(client.api.POST("/api/auth/signup", { body }));
  return token ? logIn(client, body) : undefined;
}

/** Ends the session, here and in the other tabs. */
export async function logOut(client: VestibuleClient): Promise<void> {
  await orThrow(client.api.POST("/api/auth/logout"));
}

/** The user and the session, or undefined if nobody is logged in. */
export async function currentUser(client: VestibuleClient): Promise<Schemas["SessionResponse"] | undefined> {
  const { data, error, response } = await client.api.GET("/api/auth/session");
  if (response.status === 401) {
    return undefined;
  }
  if (!data) {
    throw new ProblemError(error as Problem, response);
  }
  return data;
}

/** Turns `mfa-required` into a result, because it is not a failure. */
export async function loginResult(
  call: Promise<{ data?: Login; error?: Problem; response: Response }>,
): Promise<LoginResult> {
  const { data, error, response } = await call;
  if (data) {
    return { done: true, login: data };
  }
  if (error?.code === "mfa-required" && error.mfa_token) {
    return { done: false, mfaToken: error.mfa_token, methods: error.methods };
  }
  throw new ProblemError(error as Problem, response);
}
