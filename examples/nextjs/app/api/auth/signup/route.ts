import { bodyOf, caller, failure, opened } from "../../../../lib/session";
import { vestibule, type Schemas } from "../../../../lib/vestibule";

/** Creates the account and logs in, unless the address must be verified first. */
export async function POST(request: Request) {
  const body = await bodyOf<Schemas["Credentials"]>(request);
  const { data, error, response } = await vestibule.api.POST("/api/register", { body, headers: await caller() });
  if (!data) return failure(error, response);
  if (data.token) await opened(data.token, response);
  return Response.json({ message: data.message, logged_in: Boolean(data.token) }, { status: 201 });
}
