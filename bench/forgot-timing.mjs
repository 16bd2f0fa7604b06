/** The client of forgot-timing.sh: node forgot-timing.mjs <url> <samples>. */
import { randomUUID } from 'node:crypto';

const [url, samples] = [process.argv[2], Number(process.argv[3])];
const WARM_UP = 50;

const post = (path, body) => fetch(url + path, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const fresh = () => `t${randomUUID()}@timing.example`;

async function registered() {
  const email = fresh();
  const answer = await post('/api/register', { email, password: randomUUID() });
  if (answer.status !== 201) throw new Error(`register: ${answer.status} ${await answer.text()}`);
  await answer.text();
  return email;
}

async function milliseconds(email) {
  const start = performance.now();
  const answer = await post('/api/auth/password/forgot', { email });
  const body = await answer.text();
  const taken = performance.now() - start;
  if (answer.status !== 202) throw new Error(`forgot: ${answer.status} ${body}`);
  return taken;
}

/** The z value of the Mann-Whitney U test: within ±1.96, no difference at the 5 % level. */
function mannWhitney(a, b) {
  const all = [...a.map((value) => [value, 0]), ...b.map((value) => [value, 1])].sort((x, y) => x[0] - y[0]);
  let ranks = 0;
  all.forEach(([, group], index) => (ranks += group === 0 ? index + 1 : 0));
  const u = ranks - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  return (u - mean) / Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))].toFixed(2);

const known = [];
for (let i = 0; i < samples; i++) known.push(await registered());
for (let i = 0; i < WARM_UP; i++) await milliseconds(fresh());

const times = { known: [], unknown: [] };
for (const email of known) {
  // In random order, so that neither kind profits from what the other leaves behind.
  const pair = [['known', email], ['unknown', fresh()]];
  if (Math.random() < 0.5) pair.reverse();
  for (const [kind, address] of pair) times[kind].push(await milliseconds(address));
}
console.log('address | samples | p10 ms | median ms | p90 ms | p99 ms | mean ms');
for (const [kind, values] of Object.entries(times)) {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log([kind, values.length, ...[0.1, 0.5, 0.9, 0.99].map((q) => quantile(sorted, q)), mean.toFixed(2)].join(' | '));
}
console.log(`Mann-Whitney z = ${mannWhitney(times.known, times.unknown).toFixed(2)} (equal distributions: within ±1.96 in 95 of 100 runs)`);
