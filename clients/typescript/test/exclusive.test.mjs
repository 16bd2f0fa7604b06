import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { exclusive } from '../dist/exclusive.js';
import { FakeStorage } from './fake-service.mjs';

afterEach(() => delete globalThis.localStorage);

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Runs work in `count` tabs; resolves to the largest number that ran at a time. */
async function most(count) {
  let running = 0;
  let largest = 0;
  await Promise.all(Array.from({ length: count }, () => exclusive('x')(async () => {
    largest = Math.max(largest, ++running);
    await pause(5);
    running--;
  })));
  return largest;
}

test('without locks, tabs take turns by a lease', async () => {
  globalThis.localStorage = new FakeStorage();
  assert.equal(await most(5), 1);
  assert.equal(localStorage.getItem('x.lease'), null);
});

test('the lease of a tab that has crashed ends, also one from a clock that was wrong', async () => {
  globalThis.localStorage = new FakeStorage();
  for (const until of [Date.now() - 1, Date.now() + 1e9]) {
    localStorage.setItem('x.lease', `gone ${until}`);
    assert.equal(await exclusive('x')(async () => 'in'), 'in');
  }
});

test('work that fails lets the next one in', async () => {
  const alone = exclusive('x');
  await assert.rejects(alone(async () => {
    throw new Error('first');
  }), /first/);
  assert.equal(await alone(async () => 'second'), 'second');
});
