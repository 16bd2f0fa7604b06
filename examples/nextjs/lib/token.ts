/** `Secure` and `__Host-` need HTTPS; browsers count http://localhost as such, but Safari does not. */
const secure = process.env.NODE_ENV === "production";

export const SESSION = secure ? "__Host-auth_token" : "auth_token";
export const DEVICE = secure ? "__Host-device" : "device";

/** No script can read such a cookie, and no other site causes a request with it. */
export const cookie = { httpOnly: true, secure, sameSite: "strict", path: "/" } as const;

export const YEAR_SECONDS = 31_536_000;

/** When the token was issued and when it expires, in seconds. Nothing is verified here: the service does that. */
export function timesOf(token: string): { iat: number; exp: number } {
  try {
    const { iat, exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return { iat: Number(iat) || 0, exp: Number(exp) || 0 };
  } catch {
    return { iat: 0, exp: 0 };
  }
}

/** Whether half of its lifetime has passed. */
export function isDue(token: string): boolean {
  const { iat, exp } = timesOf(token);
  return Date.now() / 1000 > (iat + exp) / 2;
}

/** The cookie lives as long as the token. */
export const lifetimeOf = (token: string) => ({ maxAge: Math.max(0, Math.floor(timesOf(token).exp - Date.now() / 1000)) });
