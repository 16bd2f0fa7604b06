/** Calls a route handler of this app from the browser. Throws an error with the sentence for the user. */
export async function send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => undefined);
  const answer = await response?.json().catch(() => ({}));
  if (!response?.ok) throw Object.assign(new Error(answer?.error ?? "The server cannot be reached."), answer);
  return answer;
}

export type SendError = Error & { code?: string; mfa_token?: string };
