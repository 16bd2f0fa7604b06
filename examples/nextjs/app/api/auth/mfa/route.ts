import { bodyOf, caller, failure, opened } from "../../../../lib/session";
import { vestibule, type Schemas } from "../../../../lib/vestibule";

/** Continues a log-in with the code of an app or a recovery code. */
export async function POST(request: Request) {
  const body = await bodyOf<Schemas["MfaLogin"]>(request);
  const { data, error, response } = await vestibule.api.POST("/api/auth/mfa", { body, headers: await caller() });
  if (!data) return failure(error, response);
  // The log-in was one for bearer tokens, so this is its answer.
  const { token, user } = data as Schemas["TokenResponse"];
  await opened(token, response);
  return Response.json({ user });
}
