// Calls the service. A call retries when the connection is lost or the service is busy, asks for a login when the session has expired,
// and asks the user to confirm who they are when the service requires it.

const PATIENCE = 90_000;
/** How requests of this page are sent. */
export const INIT = { credentials: 'same-origin', cache: 'no-store' };

/** Answers to calls that the page makes while its other modules are still loading. */
const early = new Map();
/** Milliseconds after the start of the page; later, answers are requested again. */
const FRESH = 20_000;

/** Makes these calls now. `call` takes their answers, each of them once. */
export function askEarly(...paths) {
  for (const path of paths) {
    const answered = fetch(path, INIT);
    answered.catch(() => {});
    early.set(path, answered);
  }
}

function takeEarly(method, path) {
  if (method !== 'GET' || performance.now() > FRESH) {
    // A call may change what was answered.
    early.clear();
    return null;
  }
  const answered = early.get(path);
  early.delete(path);
  return answered;
}

askEarly('/api/auth/session', '/api/auth/options', '/api/auth/providers');

/** An error response of the service: `code` for programs, `message` for people. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.error ?? '');
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.field = problem.field ?? null;
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

/** The service could not be reached. */
export class OfflineError extends Error {}

let reauthenticate = null;
let confirmIdentity = null;

/** `handler` is called on 401; it resolves to true when the user has logged in again. */
export function onSessionEnd(handler) {
  reauthenticate = handler;
}

/** `handler(failure)` is called when an act needs a recent login or a second step; it resolves to true when the user has confirmed who they are. */
export function onProofNeeded(handler) {
  confirmIdentity = handler;
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(signal.reason);
  }, { once: true });
});

/** Resolves when the browser is online again, or after a short time, because `navigator.onLine` can be wrong. */
export function connection(signal, ms) {
  if (navigator.onLine) return pause(ms, signal);
  return new Promise((resolve, reject) => {
    addEventListener('online', resolve, { once: true });
    pause(5_000, signal).then(resolve, reject).finally(() => removeEventListener('online', resolve));
  });
}

/**
 * One call. `patient`: retry after a lost connection, for so many milliseconds if it is a number; default for idempotent methods. `ask`: on 401 ask the user to log in
 * or to confirm who they are, and repeat the call. `parse`: reads the JSON instead of `JSON.parse`.
 * `waiting` is called when the call waits for the connection. Resolves to `{ data, etag, response }`.
 */
export async function call(method, path, options = {}) {
  const { body, headers = {}, signal, keepalive, parse, waiting, ask = true, patient = method !== 'POST' } = options;
  const init = {
    method, signal, keepalive, ...INIT,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  const giveUp = Date.now() + (patient === true ? PATIENCE : patient);
  let confirmed = false;
  for (let attempt = 0; ; attempt++) {
    let response;
    try {
      response = await (takeEarly(method, path) ?? fetch(path, init));
    } catch (failure) {
      if (signal?.aborted) throw failure;
      if (!patient || Date.now() > giveUp) throw new OfflineError(String(failure));
      waiting?.();
      await connection(signal, Math.min(500 * 2 ** attempt, 4_000));
      continue;
    }
    if (response.ok) return answer(response, parse);
    const failure = await problem(response);
    if (response.status === 503 && patient && attempt < 3) {
      await pause(Math.min(failure.retryAfter ?? 1, 5) * 1000, signal);
    } else if (response.status === 401 && ask && endsSession(failure) && reauthenticate && (await reauthenticate())) {
      continue;
    } else if (ask && !confirmed && needsProof(failure) && confirmIdentity && (await confirmIdentity(failure))) {
      confirmed = true;
    } else {
      throw failure;
    }
  }
}

/** A wrong password is also a 401, but the session has not ended. */
const endsSession = (failure) => ['token-missing', 'token-invalid'].includes(failure.code);

/** `mfa-enrollment-required`: the role requires a second step, and this session was opened without one. */
const needsProof = (failure) => ['reauthentication-required', 'mfa-enrollment-required'].includes(failure.code);

async function answer(response, parse = JSON.parse) {
  const text = response.status === 204 ? '' : await response.text();
  return { data: text ? parse(text) : null, etag: response.headers.get('ETag'), response };
}

/** The time of the response by the service's clock, in milliseconds; the user's clock can be wrong. */
export const serverTime = (response) => new Date(response.headers.get('Date') ?? Date.now()).getTime();

async function problem(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // The response comes from a proxy, not from the service.
  }
  const wait = Number(response.headers.get('Retry-After'));
  return new ApiError(response.status, body ?? {}, Number.isFinite(wait) && wait > 0 ? wait : undefined);
}

export const get = (path, options) => call('GET', path, options);
export const post = (path, body, options) => call('POST', path, { ...options, body });
export const patch = (path, body, options) => call('PATCH', path, { ...options, body });
export const del = (path, options) => call('DELETE', path, options);
