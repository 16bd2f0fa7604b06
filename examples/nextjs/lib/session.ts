import { cookies } from "next/headers";
import type { Problem } from "@vestibule/client";
import { cookie, DEVICE, lifetimeOf, SESSION, YEAR_SECONDS } from "./token";
import { bearer, clientAddress, vestibule, type Schemas } from "./vestibule";

export async function token(): Promise<string | undefined> {
  return (await cookies()).get(SESSION)?.value;
}

/** The user and the session, or undefined if nobody is logged in. */
export async function currentSession(): Promise<Schemas["SessionResponse"] | undefined> {
  const present = await token();
  if (!present) return undefined;
  const { data, response } = await vestibule.api.GET("/api/auth/session", { headers: bearer(present) });
  if (!data && response.status !== 401) throw new Error(`the service answered ${response.status}`);
  return data;
}

/** Header fields of every request that checks a password or a code. */
export async function caller(): Promise<Record<string, string>> {
  const device = (await cookies()).get(DEVICE)?.value;
  return { ...(await clientAddress()), ...(device ? { "Device-Token": device } : {}) };
}

/** Keeps what a log-in has answered; the browser gets the token in cookies only. */
export async function opened(session: string, response: Response): Promise<void> {
  const jar = await cookies();
  jar.set(SESSION, session, { ...cookie, ...lifetimeOf(session) });
  const device = response.headers.get("Device-Token");
  if (device) jar.set(DEVICE, device, { ...cookie, maxAge: YEAR_SECONDS });
}

export async function ended(): Promise<void> {
  (await cookies()).set(SESSION, "", { ...cookie, maxAge: 0 });
}

/** Passes the error of the service on to the page: `error` is the sentence for the user, `code` tells errors apart. */
export function failure(problem: Problem, response: Response): Response {
  const retryAfter = response.headers.get("Retry-After");
  return Response.json(problem, { status: response.status, headers: retryAfter ? { "Retry-After": retryAfter } : {} });
}

export const loggedOut = () => Response.json({ code: "token-missing", error: "You are not logged in." }, { status: 401 });

/** The body of a request. The service checks it. */
export async function bodyOf<T>(request: Request): Promise<T> {
  return (await request.json().catch(() => ({}))) as T;
}
