// What every browser test stands on: Chromium, a page that fails on violations and script errors, people with accounts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const BASE = process.env.CONSOLE_URL ?? 'http://localhost:8080';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const DESKTOP = { viewport: { width: 1280, height: 860 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true };

/** A browser of its own, with a microphone that beeps. */
export async function launch() {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-browser-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required', `--disk-cache-dir=${folder}`],
  });
  return { browser, close: async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  } };
}

/** A page whose `complaints` hold policy violations, script errors and requests to strangers; `check()` fails on any. */
export async function open(browser, options = DESKTOP, hash = '') {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  await context.grantPermissions(['microphone', 'clipboard-read', 'clipboard-write'], { origin: BASE });
  const complaints = [];
  await watch(context, complaints);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${BASE}/${hash}`);
  return { context, page, complaints, check: () => assert.deepEqual(complaints, []), close: () => context.close() };
}

async function watch(context, complaints) {
  await context.exposeFunction('reportViolation', (violation) => complaints.push(violation));
  await context.addInitScript(() => addEventListener('securitypolicyviolation', (event) =>
    globalThis.reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)));
  context.on('page', (page) => {
    page.on('pageerror', (failure) => complaints.push(`script: ${failure.message}`));
    page.on('console', (line) => {
      if (/Content Security Policy|TrustedScript/i.test(line.text())) complaints.push(`console: ${line.text()}`);
    });
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') complaints.push(`dialog: ${dialog.message()}`);
      dialog.accept();
    });
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && !['localhost', '127.0.0.1'].includes(hostname)) complaints.push(`stranger: ${request.url()}`);
  });
}

export const person = () => ({ email: `u${randomUUID().replaceAll('-', '')}@people.example`, password: `Hush-${randomUUID()}` });

/** Calls the service as a program does; resolves to the answer, whatever its status. */
export async function api(method, path, { body, token } = {}) {
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, data: text && /json/.test(response.headers.get('Content-Type')) ? JSON.parse(text) : text };
}

/** Somebody with an account and, for the test's own calls, a bearer token. */
export async function registered() {
  const somebody = person();
  const { status, data } = await api('POST', '/api/register', { body: somebody });
  assert.equal(status, 201);
  return { ...somebody, userId: data.user_id, token: data.token };
}

export async function logIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
}

/** A page on which somebody new is logged in. */
export async function loggedIn(browser, options = DESKTOP, hash = '') {
  const somebody = await registered();
  const stage = await open(browser, options, hash);
  await logIn(stage.page, somebody);
  return { ...stage, somebody };
}

export const section = (page, name) => page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name }).click();

/** A card by its heading. */
export const card = (page, name) => page.getByRole('region', { name, exact: true });

/** Waits until nothing on the page is still being loaded. */
export const settled = (page) => page.waitForFunction(() => !document.querySelector('.bones, .entry-wait, [aria-busy=true]'));

/** No violation that axe-core knows of, by day or by night. */
export async function accessible(page, where) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    const { readFile } = await import('node:fs/promises');
    // By the debugger's door: a script element would be against the page's policy.
    await page.evaluate(await readFile(AXE, 'utf8'));
  }
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(async () => {
      // What fades in has not its colours yet; what goes away meanwhile rejects, and is no matter.
      await Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished));
      return (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    });
    assert.deepEqual(violations, [], `${where}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** A recording in the list. */
export const recording = (page, name) => card(page, 'Your recordings').getByRole('listitem').filter({ hasText: name });

/** Chooses a file to be uploaded. */
export const choose = (page, name, buffer, mimeType = 'audio/wav') => page.getByLabel('Choose file').setInputFiles({ name, mimeType, buffer });

/** Waits until the recording in `row` was heard for a second: true of a sound that is over, too. */
export const played = (row) => row.locator('.clock').filter({ hasText: /^(0:0[1-9]|0:[1-5]\d|[1-9]\d*:\d\d) \// }).waitFor();

/** Bytes of a second of sound. */
export const SECOND = 88_200;

/** A WAV file of that many bytes: 16-bit mono at 44.1 kHz, a tone. */
export function wav(bytes) {
  const file = Buffer.alloc(bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(bytes - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(44_100, 24);
  file.writeUInt32LE(SECOND, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes - 44, 40);
  const period = 400;
  for (let at = 44, n = 0; at + 1 < bytes; at += 2, n++) file.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * (n % period)) / period)), at);
  return file;
}
