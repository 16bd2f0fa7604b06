import { bodyOf, failure, loggedOut, token } from "../../../lib/session";
import { bearer, vestibule, type Schemas } from "../../../lib/vestibule";

export async function GET() {
  const present = await token();
  if (!present) return loggedOut();
  const { data, error, response } = await vestibule.api.GET("/api/user/profile", { headers: bearer(present) });
  return data ? Response.json(data) : failure(error, response);
}

/** Changes the members that the body names (RFC 7396). */
export async function PATCH(request: Request) {
  const present = await token();
  if (!present) return loggedOut();
  const body = await bodyOf<Schemas["Profile"]>(request);
  const { data, error, response } = await vestibule.api.PATCH("/api/user/profile", { body, headers: bearer(present) });
  return data ? Response.json(data) : failure(error, response);
}
