import type { components } from "./schema.js";

type Details = components["schemas"]["Problem"];

/** A code of an error that the service knows: docs/errors.md. */
export type ProblemCode = Details["code"];

/** The members that only problems of one code have. */
interface Members {
  "mfa-required": { methods: string[]; mfa_token?: string };
}

/**
 * The body of an error response (RFC 9457), discriminated by `code`. `unknown` stands for a response that does not come from
 * the service, for example from a proxy. A newer service can send codes that this version does not name: handle the rest by
 * `status`.
 */
export type Problem<Code extends ProblemCode = ProblemCode> = {
  [C in Code | "unknown"]: Pick<Details, "type" | "title" | "status" | "detail" | "error"> & {
    code: C;
    /** The member of the request that is wrong, if there is one. */
    field?: string;
  } & (C extends keyof Members ? Members[C] : unknown);
}[Code | "unknown"];

/** What `orThrow` throws for an error response. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    readonly response: Response,
  ) {
    super(problem.error);
  }

  get code(): Problem["code"] {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The seconds to wait before the next attempt, if the service names them. */
  get retryAfter(): number | undefined {
    const seconds = Number(this.response.headers.get("Retry-After") ?? "");
    return seconds > 0 ? seconds : undefined;
  }
}

/** Whether a caught value is a ProblemError, with one of these codes if any are given. */
export function isProblem<Code extends Problem["code"]>(
  failure: unknown,
  ...codes: Code[]
): failure is ProblemError & { problem: Extract<Problem, { code: Code }> } {
  return failure instanceof ProblemError && (codes.length === 0 || (codes as string[]).includes(failure.code));
}

/** The data of a response; throws a ProblemError for an error response. */
export async function orThrow<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new ProblemError(error as Problem, response);
  }
  return data as T;
}

/** The response itself, or one with problem details in the place of a page that a proxy made. */
export function withProblem(response: Response): Response {
  const json = /^application\/(problem\+)?json/i.test(response.headers.get("Content-Type") ?? "");
  if (response.ok || response.status < 400 || json) {
    return response;
  }
  const sentence = response.statusText || `HTTP ${response.status}`;
  const problem = {
    type: "about:blank", title: sentence, status: response.status, detail: sentence, error: sentence, code: "unknown",
  } satisfies Problem;
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  headers.set("Content-Type", "application/problem+json");
  return new Response(JSON.stringify(problem), { status: response.status, statusText: response.statusText, headers });
}
