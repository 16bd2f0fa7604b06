import { NextResponse, type NextRequest } from "next/server";
import { cookie, isDue, lifetimeOf, SESSION } from "./lib/token";
import { bearer, vestibule } from "./lib/vestibule";

export const config = { matcher: ["/((?!_next/|favicon.ico).*)"] };

/** Runs before every page and route handler: refuses requests of other sites, and renews the session when that is due. */
export async function proxy(request: NextRequest) {
  if (!["GET", "HEAD", "OPTIONS"].includes(request.method) && !fromThisSite(request)) {
    return Response.json({ code: "cross-site-request", error: "This request came from another site." }, { status: 403 });
  }
  const token = request.cookies.get(SESSION)?.value;
  if (!token || !isDue(token)) return NextResponse.next();
  return renewed(request, token);
}

/** SameSite=Strict alone would accept requests of other hosts of the same domain. */
function fromThisSite({ headers }: NextRequest): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site) return site === "same-origin" || site === "none";
  const origin = headers.get("Origin");
  return !origin || origin.replace(/^https?:\/\//, "") === headers.get("Host");
}

/** Requests at the same time get the same next token, so they need not wait for each other. */
async function renewed(request: NextRequest, token: string) {
  const refresh = await vestibule.api.POST("/api/auth/refresh", { headers: bearer(token) }).catch(() => undefined);
  const next = refresh?.data?.token;
  if (next) request.cookies.set(SESSION, next);
  else if (refresh?.response.status === 401) request.cookies.delete(SESSION);
  // The service does not answer: the present token may still be valid.
  else return NextResponse.next();
  // This request continues with the new cookie, and the browser stores it.
  const response = NextResponse.next({ request: { headers: request.headers } });
  response.cookies.set(SESSION, next ?? "", { ...cookie, ...(next ? lifetimeOf(next) : { maxAge: 0 }) });
  return response;
}
