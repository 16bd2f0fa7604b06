/** Base64url without padding (RFC 4648, section 5), as one character for each byte. */
export const binaryOf = (text: string): string => atob(text.replace(/-/g, "+").replace(/_/g, "/"));

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(binaryOf(text), (character) => character.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
}
