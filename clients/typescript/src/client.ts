import createFetch, { type Client } from "openapi-fetch";
import { withProblem } from "./problems.js";
import type { paths } from "./schema.js";
import type { Mode, Sent, Session } from "./session.js";
import { tabSession, type SessionOptions } from "./tab-session.js";

export interface ClientOptions extends SessionOptions {
  /** Instead of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

export interface VestibuleClient {
  /** One method for each HTTP method, with the paths, bodies and answers of the service as types. */
  readonly api: Client<paths>;
  readonly session: Session;
  readonly mode: Mode;
}

/** They open a session, so they are sent without one. */
const OPENING = new Set([
  "/api/login", "/api/register", "/api/auth/login", "/api/auth/mfa", "/api/auth/passkey", "/api/auth/token", "/api/auth/code/login",
]);

/** They replace the token. */
const RENEWING = new Set(["/api/auth/reauthenticate", "/api/auth/refresh"]);

/** They need no renewal before. */
const UNPREPARED = new Set(["/api/auth/session", "/api/auth/logout", "/api/auth/refresh"]);

/** A 401 with one of these codes says that the session has ended; others mean a wrong password or code. */
const ENDED = new Set(["token-invalid", "token-missing"]);

export function createClient(options: ClientOptions = {}): VestibuleClient {
  const { mode = "cookie", baseUrl = "" } = options;
  const prefix = pathOf(baseUrl).replace(/\/$/, "");
  const credentials = mode === "cookie" ? "include" : "omit";
  const send = async (request: Request) => withProblem(await (options.fetch ?? fetch)(request));

  const session = tabSession(options, (method, path, token) =>
    send(new Request(baseUrl + path, { method, credentials, headers: token ? { Authorization: `Bearer ${token}` } : {} })));

  async function attempt(request: Request, path: string, { session: known }: Sent): Promise<Response> {
    if (mode === "bearer") {
      if (known.token && !OPENING.has(path)) {
        request.headers.set("Authorization", `Bearer ${known.token}`);
      }
      if (known.device && request.method === "POST") {
        request.headers.set("Device-Token", known.device);
      }
    }
    const response = await send(request);
    await observe(session, path, request.method, response);
    return response;
  }

  async function withSession(request: Request): Promise<Response> {
    const path = pathOf(request.url).slice(prefix.length);
    if (request.headers.has("Authorization") || request.headers.has("X-API-Key")) {
      return send(request);
    }
    if (OPENING.has(path)) {
      return attempt(request, path, await session.peek());
    }
    // A repetition reads the body a second time.
    const again = request.clone();
    const sent = await (UNPREPARED.has(path) ? session.peek() : session.current());
    // Two tabs must not replace the same token.
    const response = await (RENEWING.has(path)
      ? session.alone(async () => attempt(request, path, await session.peek()))
      : attempt(request, path, sent));
    if (response.status !== 401 || sent.session.renewAt === undefined || !(await saysEnded(response))) {
      return response;
    }
    if (UNPREPARED.has(path) && mode === "cookie") {
      await session.ended();
      return response;
    }
    const next = await session.recover(sent).catch(() => undefined);
    return next ? attempt(again, path, next) : response;
  }

  return { api: createFetch<paths>({ baseUrl, credentials, fetch: withSession }), session, mode };
}

/** Without `URL`, of which React Native has a part only. */
const pathOf = (url: string) => url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/s, "");

async function saysEnded(response: Response): Promise<boolean> {
  const problem = (await response.clone().json().catch(() => ({}))) as { code?: string };
  return ENDED.has(problem.code ?? "");
}

/** Keeps what the responses say about the session. */
async function observe(session: Session, path: string, method: string, response: Response): Promise<void> {
  const json = async () => (await response.clone().json().catch(() => ({}))) as Record<string, never>;
  if (!response.ok) {
    return;
  }
  if (OPENING.has(path)) {
    const body = await json();
    // A registration that waits for the verification of the address opens no session.
    if (body.user_id) {
      await session.opened(body, response.headers.get("Device-Token"));
    }
  } else if (RENEWING.has(path)) {
    await session.opened(await json(), null, "renewed");
  } else if (path === "/api/auth/session") {
    await session.learn(response, await json());
  } else if (path === "/api/auth/logout" || (path === "/api/user" && method === "DELETE")) {
    await session.ended();
  }
}
