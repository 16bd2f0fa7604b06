// What the tests of the examples share: accounts, free ports, programs that run for a while, pages in Chromium.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const client = createRequire(new URL('../../../clients/typescript/package.json', import.meta.url));
const { chromium } = client('playwright-core');

export const { SERVICE_URL, PAGE_PORT } = process.env;
export const folder = (name) => fileURLToPath(new URL(`../../../examples/${name}/`, import.meta.url));
export const person = () => ({ email: `u${randomUUID()}@people.example`, password: `Hush-${randomUUID()}` });

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a command of an example until `work(url)` has ended. */
export async function running(name, command, args, env, url, work) {
  // A process group of its own: npm starts a shell, and that starts the program.
  const child = spawn(command, args, { cwd: folder(name), env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  try {
    for (let waited = 0; !(await fetch(url).then(() => true, () => false)); waited++) {
      assert.ok(child.exitCode === null && waited < 300, `${name} did not start`);
      await new Promise((later) => setTimeout(later, 200));
    }
    await work(url);
  } finally {
    process.kill(-child.pid);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

export async function registered() {
  const response = await fetch(`${SERVICE_URL}/api/register`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(person()) });
  assert.equal(response.status, 201);
  return response.json();
}

let browser;

/** A page of an example; fails on a script error. */
export async function page(url, work) {
  browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
  const context = await browser.newContext();
  const one = await context.newPage();
  one.setDefaultTimeout(60_000);
  const errors = [];
  one.on('pageerror', (failure) => errors.push(failure.message));
  await one.goto(url);
  await work(one, context);
  assert.deepEqual(errors, []);
  await context.close();
}

export const closeBrowser = () => browser?.close();

export async function enter(one, user, button) {
  await one.getByLabel('Email').fill(user.email);
  await one.getByLabel('Password').fill(user.password);
  await one.getByRole('button', { name: button }).click();
}
