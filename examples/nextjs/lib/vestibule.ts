import { createClient, type components } from "@vestibule/client";
import { headers } from "next/headers";

export type Schemas = components["schemas"];

/**
 * One client for all users, so it remembers no session: each request carries the token of its own user. Server code only; the
 * browser never talks to the service.
 */
export const vestibule = createClient({
  baseUrl: process.env.VESTIBULE_URL ?? "http://localhost:8080",
  mode: "bearer",
  store: { read: () => ({}), write: () => {} },
  fetch: (request) => fetch(request, { cache: "no-store" }),
});

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/**
 * The address of the browser, because the service limits failed attempts by address. Only behind a reverse proxy that sets
 * X-Forwarded-For: without one, every client can write what it likes.
 */
export async function clientAddress(): Promise<Record<string, string>> {
  const forwarded = (await headers()).get("X-Forwarded-For");
  return process.env.BEHIND_PROXY === "true" && forwarded ? { "X-Forwarded-For": forwarded } : {};
}
