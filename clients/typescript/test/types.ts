// Compiled, not run: what the types promise.
import { createClient, isProblem, logIn, orThrow, type components, type Problem, type ProblemCode } from "../dist/index.js";
import { getPasskey } from "../dist/passkeys.js";
import { openVault } from "../dist/vault/index.js";

const client = createClient({ baseUrl: "http://localhost:8080", mode: "bearer" });

export async function problemsAreDiscriminatedByCode(): Promise<unknown> {
  const { data, error } = await client.api.POST("/api/login", { body: { email: "ada@example.com", password: "p" } });
  if (error) {
    // @ts-expect-error: only some problems have methods
    error.methods;
    // @ts-expect-error: this route never answers it
    if (error.code === "quota-exceeded") return undefined;
    return error.code === "mfa-required" ? (error.methods satisfies string[]) : (error.error satisfies string);
  }
  return data.token satisfies string;
}

export async function bodiesPathsAndAnswersAreChecked(): Promise<string[]> {
  // @ts-expect-error: no such path
  await client.api.GET("/api/users");
  // @ts-expect-error: the body is missing
  await client.api.POST("/api/audio-file/upload-url", {});
  const account: components["schemas"]["Account"] = await orThrow(client.api.GET("/api/user"));
  return account.wishlist;
}

export async function caughtProblems(): Promise<Problem | undefined> {
  try {
    const result = await logIn(client, { email: "ada@example.com", password: "p" });
    // @ts-expect-error: there is a login only if it is done
    result.login;
    if (result.done) await openVault(client, { password: "p", login: result.login });
    return undefined;
  } catch (failure) {
    if (isProblem(failure, "mfa-required")) return failure.problem.code satisfies "mfa-required" as unknown as Problem;
    return isProblem(failure) ? failure.problem : undefined;
  }
}

export const codes: ProblemCode[] = ["invalid-credentials", "quota-exceeded"];

// @ts-expect-error: options come from the service
export const asked = getPasskey({ challenge: "x" });
