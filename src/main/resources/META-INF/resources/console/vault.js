// The key to the recordings, in memory only: it comes with the password and goes with the page. What it does to files is the
// reference client's work (/vestibule/audio-crypto.js); this module remembers the key and says how far it is.
import { text } from './text.js';
import * as player from './player.js';

export class WrongPasswordError extends Error {}
export class DamagedError extends Error {}

const HEADER = 56;
const PLAIN = 16_384;
const TAG = 16;
const listeners = new Set();
let key = null;
let userId = null;

export const unlocked = () => key !== null;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `{ user_id, key_salt, audio_key }` as login and session give it. */
export async function unlock(account, password) {
}

export function lock() {
  key = null;
  userId = null;
  player.forget().catch(() => {});
  listeners.forEach((listener) => listener());
}

/** Bytes of ciphertext that so many bytes become, and the other way round. */
export const sealedLength = (size) => HEADER + size + TAG * (Math.floor(size / PLAIN) + 1);
export const plainLength = (size) => size - HEADER - TAG * (Math.floor((size - HEADER) / (PLAIN + TAG)) + 1);
