// Stand-ins for the user's devices: an authenticator app (RFC 6238) and virtual passkey authenticators of Chromium.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { api } from './fixture.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP = 30_000;

function fromBase32(text) {
  const bits = [...text.replace(/[\s=]/g, '')].map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** An authenticator app: `next()` resolves to a code that it has not given before. The service accepts the code of the next step, too. */
export function app(secret) {
  let last = 0;
  return { async next() {
    const now = () => Math.floor(Date.now() / STEP);
    last = Math.max(last + 1, now());
    while (last > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(last));
    const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest();
    return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  } };
}

/** Switches the two-step login of a user on; returns `{ app, codes }`. */
export async function withTwoSteps({ token }) {
  const { status, data } = await api('POST', '/api/user/mfa/totp', { token });
  assert.equal(status, 201);
  const device = app(data.secret);
  const confirmed = await api('POST', '/api/user/mfa/totp/confirm', { token, body: { code: await device.next() } });
  assert.equal(confirmed.status, 200);
  return { app: device, codes: confirmed.data.recovery_codes };
}

/** A virtual authenticator for `page` with user verification and the PRF extension. */
export async function device(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true,
    isUserVerified: true, automaticPresenceSimulation: true, ...options,
  } });
  return {
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    add: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
    clear: () => cdp.send('WebAuthn.clearCredentials', { authenticatorId }),
  };
}
