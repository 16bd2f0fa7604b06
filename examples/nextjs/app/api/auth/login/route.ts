import { bodyOf, caller, failure, opened } from "../../../../lib/session";
import { vestibule, type Schemas } from "../../../../lib/vestibule";

/** With a second factor, the answer is 401 `mfa-required` with a `mfa_token` for /api/auth/mfa. */
export async function POST(request: Request) {
  const body = await bodyOf<Schemas["Credentials"]>(request);
  const { data, error, response } = await vestibule.api.POST("/api/login", { body, headers: await caller() });
  if (!data) return failure(error, response);
  await opened(data.token, response);
  return Response.json({ user: data.user });
}
