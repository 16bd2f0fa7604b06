// The load and the checks of bench/verify-keys, which starts it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';

const [calls, clients, seed, limit] = process.argv.slice(2, 6).map(Number);
const [urls, processes] = process.argv.slice(6, 8).map((list) => list.split(' '));
const { GATEWAY_KEY } = process.env;
const ROUNDS = 9;
const SCOPES = ['reports:read', 'reports:write', 'reports:delete'];
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const pause = (millis) => new Promise((later) => setTimeout(later, millis));

function send(url, { method = 'POST', headers = {}, body }) {
  const content = JSON.stringify(body ?? {});
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content), ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; }).on('error', reject)
        .on('end', () => resolve({ status: response.statusCode, json: text ? JSON.parse(text) : {} }));
    });
    request.on('error', reject).end(content);
  });
}

/** Numbers that the seed decides (mulberry32). */
function generator(state) {
  return (below) => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

async function customer() {
  const { status, json } = await send(`${urls[0]}/api/register`, { body: { email: `u${randomUUID()}@bench.example`, password: `Hush-${randomUUID()}` } });
  assert.equal(status, 201);
  const session = { Authorization: `Bearer ${json.token}` };
  const ask = async (method, path, body) => {
    const answer = await send(urls[0] + path, { method, headers: session, body });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.json.code}`);
    return answer.json;
  };
  return { userId: json.user_id, ask, key: async (members) => {
    const { secret, api_key: { id } } = await ask('POST', '/api/user/api-keys', { name: 'Bench', ...members });
    return { secret, id, ...members };
  } };
}

const verify = (replica, body) => send(`${urls[replica % urls.length]}/api/keys/verify`, { headers: { Authorization: `Bearer ${GATEWAY_KEY}` }, body });

/** Runs `count` calls by all clients; returns their outcomes. */
async function load(count, call) {
  let next = 0;
  const outcomes = [];
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    const random = generator(seed * 1000 + client);
    for (let number = next++; number < count; number = next++) outcomes.push(await call(client, random, number));
  }));
  return outcomes;
}

const ticks = () => processes.map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number))
  .flat().reduce((sum, part) => sum + part, 0);

async function measure(count, call) {
  const [cpu, start] = [ticks(), performance.now()];
  const millis = [];
  const outcomes = await load(count, async (...args) => {
    const sent = performance.now();
    const outcome = await call(...args);
    millis.push(performance.now() - sent);
    return outcome;
  });
  const seconds = (performance.now() - start) / 1000;
  // 100 ticks a second on Linux.
  return { outcomes, seconds, millis, rate: count / seconds, cpu: ((ticks() - cpu) * 10) / count };
}

function report(name, { seconds, millis, rate, cpu }) {
  millis.sort((one, other) => one - other);
  const at = (part) => millis[Math.floor(part * millis.length)].toFixed(1);
  console.log(`${name}: ${millis.length} calls in ${seconds.toFixed(1)} s, ${rate.toFixed(0)} a second; median ${at(0.5)} ms, p99 ${at(0.99)} ms; `
    + `CPU of the service ${cpu.toFixed(2)} ms a call`);
}

/** Every counter and every answer, as the documentation promises them. */
async function exactness() {
  const owner = await customer();
  const random = generator(seed);
  const end = Math.floor(Date.now() / 1000) + 10;
  const keys = [];
  for (let number = 0; number < 10; number++) {
    const members = { scopes: SCOPES.slice(0, random(4)) };
    if (number % 3 === 0) members.rate = { limit: Math.floor(calls / 100) + random(200), window_seconds: 86400 };
    if (number % 3 === 1) members.quota = Math.floor(calls / 80) + random(200);
    if (number >= 8) members.expires_at = new Date(end * 1000).toISOString();
    keys.push(await owner.key(members));
  }
  const measurement = await measure(calls, async (client, choose) => {
    const key = choose(keys.length);
    const scopes = choose(3) === 0 ? [SCOPES[choose(3)]] : [];
    const units = choose(4);
    const requestId = choose(12) === 0 ? randomUUID() : undefined;
    const body = { key: keys[key].secret, scopes, units, ...(requestId && { request_id: requestId }) };
    const sent = Date.now();
    let answer = await verify(client, body);
    // Who has a request id can repeat, and so can who counts nothing. Otherwise the call may have been counted.
    while (answer.status === 503 && (requestId || units === 0)) answer = await verify(client, body);
    assert.ok(answer.status === 200 || answer.status === 503, JSON.stringify(answer.json));
    return { key, scopes, units, sent, received: Date.now(), code: answer.status === 503 ? 'UNAVAILABLE' : answer.json.code };
  });
  report('verify, limits exceeded', measurement);
  const { outcomes } = measurement;

  // Calls that got no answer may or may not have been counted; usually there are none.
  const units = (codes, key) => outcomes.filter((one) => codes.includes(one.code) && (key === undefined || one.key === key)).reduce((sum, one) => sum + one.units, 0);
  const callsOf = (codes, key) => outcomes.filter((one) => codes.includes(one.code) && one.key === key && one.units > 0).length;
  const between = (counted, key, what) => assert.ok(
    units(['VALID'], key) <= counted && counted <= units(['VALID', 'UNAVAILABLE'], key), `the counter of ${what}: ${counted}, not ${units(['VALID'], key)}`);
  const { usage_count: total } = await owner.ask('GET', '/api/user/usage');
  between(total, undefined, 'the plan');
  assert.ok(total <= limit, `the plan allows ${limit}, ${total} were accepted`);
  const counted = [];
  for (const [number, key] of keys.entries()) {
    const { usage_count: own } = await owner.ask('GET', `/api/user/api-keys/${key.id}`);
    counted.push(own);
    between(own, number, `key ${number}`);
    assert.ok(own <= (key.quota ?? Infinity), `the quota of key ${number}`);
    assert.ok(callsOf(['VALID'], number) <= (key.rate?.limit ?? Infinity), `the rate of key ${number}`);
  }
  assert.equal(counted.reduce((sum, own) => sum + own, 0), total, 'the sum of the keys is the counter of the plan');
  const codes = {};
  for (const { key: number, scopes, units: wanted, sent, received, code } of outcomes) {
    codes[code] = (codes[code] ?? 0) + 1;
    const key = keys[number];
    const scoped = scopes.every((scope) => key.scopes.includes(scope));
    const needed = Math.max(1, wanted);
    const expires = key.expires_at ? end * 1000 : Infinity;
    const holds = {
      VALID: () => scoped && sent < expires,
      EXPIRED: () => received >= expires,
      INSUFFICIENT_SCOPE: () => !scoped && sent < expires,
      RATE_LIMITED: () => scoped && callsOf(['VALID', 'UNAVAILABLE'], number) >= key.rate?.limit,
      UNAVAILABLE: () => true,
      // The key's own quota, or the plan's. Counters only rise.
      QUOTA_EXCEEDED: () => scoped && (counted[number] + needed > (key.quota ?? Infinity) || total + needed > limit),
    }[code];
    assert.ok(holds?.(), `${code} is not true: key ${number}, units ${wanted}, scopes ${scopes}`);
  }
  console.log(`exact: ${total} of ${limit} units, ${Object.entries(codes).map(([code, count]) => `${code} ${count}`).join(', ')}`);
}

/** No call fails inside the overlap, none passes after it. */
async function rotation() {
  const owner = await customer();
  const key = await owner.key({});
  let end = Infinity;
  let over = false;
  const outcomes = [];
  const callers = Array.from({ length: clients }, async (_, client) => {
    while (!over) {
      const sent = Date.now();
      // Most ask only, so that the plan lasts.
      const units = outcomes.length % 10 === 0 ? 1 : 0;
      const { json } = await verify(client, { key: key.secret, units });
      outcomes.push({ sent, received: Date.now(), code: json.code, units });
    }
  });
  await pause(1000);
  const rotated = await owner.ask('POST', `/api/user/api-keys/${key.id}/rotate`, { overlap_seconds: 4 });
  end = Date.parse(rotated.api_key.overlap_ends_at);
  await pause(end - Date.now() + 2000);
  over = true;
  await Promise.all(callers);
  for (const { sent, received, code } of outcomes) {
    if (received < end) assert.equal(code, 'VALID', 'inside the overlap');
    if (sent >= end) assert.equal(code, 'NOT_FOUND', 'after the overlap');
  }
  const passed = outcomes.filter(({ code }) => code === 'VALID');
  const { usage_count: own } = await owner.ask('GET', `/api/user/api-keys/${key.id}`);
  assert.equal(own, passed.reduce((sum, { units }) => sum + units, 0));
  console.log(`rotation: ${passed.length} calls with the old secret passed, ${outcomes.length - passed.length} were refused, all as they must be`);
}

/** In alternation, because the machine does other things too: what counts is the ratio within a round. */
async function costs() {
  const keys = [];
  for (let number = 0; number < 8; number++) {
    const owner = await customer();
    keys.push(await owner.key({}));
  }
  const of = (number) => keys[number % keys.length].secret;
  const check = ({ status, json }) => assert.ok(status === 200 && json.valid !== false, `${status} ${json.code}`);
  const kinds = {
    'verify, 1 unit': (client, _, number) => verify(client, { key: of(number), units: 1 }).then(check),
    'usage, 1 unit': (client, _, number) => send(`${urls[client % urls.length]}/api/usage`, { headers: { 'X-API-Key': of(number) }, body: { units: 1 } }).then(check),
    'verify, 0 units': (client, _, number) => verify(client, { key: of(number), units: 0 }).then(check),
  };
  // 8 plans of `limit` units, of which two in three calls count one; a count of more would be refused.
  const each = Math.min(1000, Math.floor((limit * 8) / (3 * (ROUNDS + 1))));
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const results = {};
    const names = Object.keys(kinds);
    for (const turn of names.keys()) {
      const name = names[(turn + round) % names.length];
      results[name] = await measure(each, kinds[name]);
    }
    // The first warms up.
    if (round > 0) rounds.push(results);
  }
  const all = (name) => ({
    millis: rounds.flatMap((round) => round[name].millis),
    seconds: rounds.reduce((sum, round) => sum + round[name].seconds, 0),
    cpu: rounds.reduce((sum, round) => sum + round[name].cpu, 0) / ROUNDS,
  });
  for (const name of Object.keys(kinds)) {
    const sum = all(name);
    report(name, { ...sum, rate: sum.millis.length / sum.seconds });
  }
  const ratio = (name, member) => {
    const ratios = rounds.map((round) => round[name][member] / round['usage, 1 unit'][member]).sort((one, other) => one - other);
    return `${ratios[Math.floor(ratios.length / 2)].toFixed(2)} (${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)})`;
  };
  for (const name of ['verify, 1 unit', 'verify, 0 units']) {
    console.log(`${name} / usage, 1 unit, median of ${ROUNDS} rounds: throughput ${ratio(name, 'rate')}, CPU of the service ${ratio(name, 'cpu')}`);
  }
}

assert.ok(24 * 3600_000 - (Date.now() % (24 * 3600_000)) > 600_000, 'the day ends in less than ten minutes: windows and counters of days would change');
await exactness();
await rotation();
await costs();
agent.destroy();
