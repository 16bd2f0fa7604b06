export { continueLogIn, currentUser, logIn, logOut, signUp, type Login, type LoginResult } from "./auth.js";
export { createClient, type ClientOptions, type VestibuleClient } from "./client.js";
export { isProblem, orThrow, ProblemError, type Problem, type ProblemCode } from "./problems.js";
export type { components, operations, paths } from "./schema.js";
export type { Mode, Session, SessionEvent } from "./session.js";
export { memoryStore, webStore, type SessionStore, type StoredSession } from "./store.js";
