import { ended, failure, token } from "../../../../lib/session";
import { bearer, vestibule } from "../../../../lib/vestibule";

/** Ends the session at the service first: a cookie alone could be deleted while a copied token still works. */
export async function POST() {
  const present = await token();
  if (present) {
    const { error, response } = await vestibule.api.POST("/api/auth/logout", { headers: bearer(present) });
    if (!response.ok && response.status !== 401) return failure(error!, response);
  }
  await ended();
  return new Response(null, { status: 204 });
}
