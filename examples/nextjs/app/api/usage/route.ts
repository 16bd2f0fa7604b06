import { failure, loggedOut, token } from "../../../lib/session";
import { bearer, vestibule } from "../../../lib/vestibule";

/** What the API token of the user has used this month, and what is left. */
export async function GET() {
  const present = await token();
  if (!present) return loggedOut();
  const { data, error, response } = await vestibule.api.GET("/api/user/usage", { headers: bearer(present) });
  return data ? Response.json(data) : failure(error, response);
}
