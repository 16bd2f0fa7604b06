// Fixture of the browser tests: Chromium, a page that records violations and script errors, accounts.
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

/** Launches a browser with a fake microphone that beeps, and with more arguments. */
export async function launch(more = []) {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-browser-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required', `--disk-cache-dir=${folder}`, ...more],
  });
  return { browser, close: async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  } };
}

/** Opens a page of the service, or of the one at `options.base`. `complaints` collects policy violations, script errors and requests to other hosts; `check()` fails on any. */
export async function open(browser, { base = BASE, ...options } = DESKTOP, hash = '') {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  await context.grantPermissions(['microphone', 'clipboard-read', 'clipboard-write'], { origin: base });
  const complaints = [];
  await watch(context, complaints);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${base}/${hash}`);
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
      if (dialog.type() !== 'beforeunload') {
        complaints.push(`dialog: ${dialog.message()}`);
      } else if (context.staying) {
        context.staying(page);
        dialog.dismiss();
        return;
      }
      dialog.accept();
    });
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && !['localhost', '127.0.0.1'].includes(hostname)) complaints.push(`stranger: ${request.url()}`);
  });
}

export const person = () => ({ email: `u${randomUUID().replaceAll('-', '')}@people.example`, password: `Hush-${randomUUID()}` });

/** Calls the service directly; resolves to the response, whatever its status. */
export async function api(method, path, { body, token, base = BASE } = {}) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, data: text && /json/.test(response.headers.get('Content-Type')) ? JSON.parse(text) : text };
}

/** Registers an account; returns it with a bearer token for calls of the test. */
export async function registered() {
  const user = person();
  const { status, data } = await api('POST', '/api/register', { body: user });
  assert.equal(status, 201);
  return { ...user, userId: data.user_id, token: data.token };
}

export async function logIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
}

/** Reloads the page, and stays when the browser asks; fails if it does not ask. */
export async function staysAtReload({ context, page }) {
  const asked = new Promise((resolve) => {
    context.staying = resolve;
  });
  await page.evaluate(() => {
    globalThis.stayed = true;
    setTimeout(() => location.reload());
  });
  await asked;
  delete context.staying;
  assert.ok(await page.evaluate(() => globalThis.stayed), 'the page was reloaded');
}

/** A page with a newly registered, logged-in user. */
export async function loggedIn(browser, options = DESKTOP, hash = '') {
  const user = await registered();
  const stage = await open(browser, options, hash);
  await logIn(stage.page, user);
  return { ...stage, user };
}

export const section = (page, name) => page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name }).click();

/** Finds a card by its heading. */
export const card = (page, name) => page.getByRole('region', { name, exact: true });

/** Waits until the page has loaded everything. */
export const settled = (page) => page.waitForFunction(() => !document.querySelector('.skeletons, [aria-busy=true]'));

/** Asserts that axe-core finds no violation, in light and dark mode. */
export async function accessible(page, where) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    const { readFile } = await import('node:fs/promises');
    // Evaluated through DevTools: the content security policy forbids a script element.
    await page.evaluate(await readFile(AXE, 'utf8'));
  }
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(async () => {
      // Elements that fade in do not have their final colours yet; animations of removed elements reject.
      await Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished));
      return (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    });
    assert.deepEqual(violations, [], `${where}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Finds a recording in the list. */
export const recording = (page, name) => card(page, 'Your recordings').getByRole('listitem').filter({ hasText: name });

/** Chooses a file to upload. */
export const choose = (page, name, buffer, mimeType = 'audio/wav') => page.getByLabel('Choose file').setInputFiles({ name, mimeType, buffer });

/** Waits until the recording in `row` has played for a second; also true when playback has ended. */
export const played = (row) => row.locator('.clock').filter({ hasText: /^(0:0[1-9]|0:[1-5]\d|[1-9]\d*:\d\d) \// }).waitFor();

/** Bytes of one second of audio. */
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
