// Runs the gateway examples beside the packaged service: .ci/steps/examples
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { SERVICE_URL, GATEWAY_KEY } = process.env;
const example = (path) => fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));
const installed = (...names) => names.find((name) => spawnSync(name, ['--version']).error === undefined);
const nginx = installed('nginx', '/usr/sbin/nginx');
const envoy = installed('envoy');
const pause = (millis) => new Promise((later) => setTimeout(later, millis));

const folder = mkdtempSync(join(tmpdir(), 'vestibule-gateways-'));
// The workers of Nginx have another user.
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

/** Different ports: all are open at the same time. */
async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

async function started(command, args, env, url) {
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let waited = 0; !(await fetch(url).then(() => true, () => false)); waited++) {
    assert.ok(child.exitCode === null && waited < 300, `${command} did not start`);
    await pause(200);
  }
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
}

const api = (path, { token, ...init }) => fetch(`${SERVICE_URL}${path}`, {
  ...init, headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
});

/** A customer with an API key. */
async function customer(members) {
  const registered = await api('/api/register', {
    method: 'POST', body: JSON.stringify({ email: `u${randomUUID()}@people.example`, password: `Hush-${randomUUID()}` }),
  });
  assert.equal(registered.status, 201);
  const { token, user_id: userId } = await registered.json();
  const created = await api('/api/user/api-keys', { token, method: 'POST', body: JSON.stringify({ name: 'Export', ...members }) });
  assert.equal(created.status, 201, await created.clone().text());
  const { secret, api_key: key } = await created.json();
  return { token, userId, secret, path: `/api/user/api-keys/${key.id}`, keyId: key.id };
}

/** The API behind the gateway: says what arrived. */
async function echo(port) {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ path: request.url, headers: request.headers }));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
}

/** What every gateway must do. */
async function protects(url, stopAuthorizer) {
  const { userId, keyId, secret, token, path } = await customer({ scopes: ['reports:read'], quota: 3 });
  const ask = (headers, method = 'GET') => fetch(`${url}/reports?from=1`, { method, headers });

  assert.equal((await ask({})).status, 401);
  assert.equal((await ask({ 'X-API-Key': 'vst_0' })).status, 401);
  assert.equal((await ask({ 'X-API-Key': 'x"}'.repeat(100) })).status, 401);

  const allowed = await ask({ 'X-API-Key': secret, 'X-User-Id': 'somebody', 'X-Key-Id': 'else' });
  assert.equal(allowed.status, 200);
  assert.match(allowed.headers.get('RateLimit'), /"key-quota";r=2/);
  const { path: seen, headers } = await allowed.json();
  assert.equal(seen, '/reports?from=1');
  assert.equal(headers['x-user-id'], userId);
  assert.equal(headers['x-key-id'], keyId);
  assert.ok(!headers['x-api-key'], 'the API does not get the key');

  // POST needs another scope; nothing is counted.
  const forbidden = await ask({ 'X-API-Key': secret }, 'POST');
  assert.equal(forbidden.status, 403);
  assert.equal(forbidden.headers.get('X-Key-Code'), 'INSUFFICIENT_SCOPE');

  assert.equal((await ask({ 'X-API-Key': secret })).status, 200);
  assert.equal((await ask({ 'X-API-Key': secret })).status, 200);
  const limited = await ask({ 'X-API-Key': secret });
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get('X-Key-Code'), 'QUOTA_EXCEEDED');
  assert.ok(Number(limited.headers.get('Retry-After')) > 0);

  // A change applies to the next call: the networks are compared with the address of the client.
  const change = async (members) => assert.equal((await api(path, { token, method: 'PATCH', body: JSON.stringify(members) })).status, 200);
  await change({ quota: null, ip_allow: ['192.0.2.0/24'] });
  assert.equal((await ask({ 'X-API-Key': secret, 'X-Forwarded-For': '192.0.2.7', 'X-Real-IP': '192.0.2.7' })).status, 403);
  await change({ ip_allow: ['127.0.0.1'] });
  assert.equal((await ask({ 'X-API-Key': secret })).status, 200);

  await stopAuthorizer();
  assert.equal((await ask({ 'X-API-Key': secret })).status, 503);
}

/** Starts API, authorizer and gateway, with free ports in its configuration, until `work` has ended. */
async function gateway({ file, port, command, args, env }, work) {
  const [authorizerPort, apiPort, gatewayPort] = await freePorts(3);
  const config = join(folder, file.replace('/', '-'));
  writeFileSync(config, readFileSync(example(file), 'utf8')
    .replaceAll('3002', String(authorizerPort)).replaceAll('3003', String(apiPort)).replaceAll(String(port), String(gatewayPort)));
  const url = `http://127.0.0.1:${gatewayPort}`;
  const stops = [await echo(apiPort)];
  try {
    const stopAuthorizer = await started(process.execPath, [example('gateway-authorizer/server.mjs')],
      { VESTIBULE_URL: SERVICE_URL, GATEWAY_KEY, SCOPES: '{"GET":["reports:read"],"*":["reports:write"]}', PORT: String(authorizerPort), ...env },
      `http://127.0.0.1:${authorizerPort}`);
    stops.push(stopAuthorizer);
    stops.push(await started(command, args(config), {}, url));
    await work(url, stopAuthorizer);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

const withNginx = { file: 'gateway-nginx/nginx.conf', port: 8000, command: nginx, args: (config) => ['-p', folder, '-c', config], env: { NGINX: '1' } };

test('Nginx asks the authorizer (auth_request)', { skip: nginx ? false : 'needs nginx' }, () => gateway(withNginx, protects));

test('Envoy asks the authorizer (ext_authz)', { skip: envoy ? false : 'needs envoy' }, () => gateway(
  { file: 'gateway-envoy/envoy.yaml', port: 8001, command: envoy, args: (config) => ['-c', config], env: { ADDRESS_HEADER: 'x-forwarded-for' } }, protects));

test('guide sell-api-keys: its commands run', { skip: nginx ? false : 'needs nginx' }, () => gateway(withNginx, async (url) => {
  const guide = readFileSync(new URL('../../../docs/guides/sell-api-keys.md', import.meta.url), 'utf8');
  const script = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n')
    .replaceAll('http://localhost:8080', SERVICE_URL).replaceAll('http://localhost:8000', url).replaceAll('grace@example.com', `u${randomUUID()}@people.example`);
  const ran = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
  assert.match(ran.stdout, /QUOTA_EXCEEDED/);
}));

test('the Lambda authorizer knows the keys of the service', async () => {
  const packaged = spawnSync('npm', ['test', '--silent'], { cwd: example('gateway-lambda'), encoding: 'utf8' });
  assert.equal(packaged.status, 0, packaged.stdout + packaged.stderr);
  Object.assign(process.env, { VESTIBULE_URL: SERVICE_URL, SCOPES: '{"GET /reports":["reports:read"]}' });
  const { handler } = await import(example('gateway-lambda/build/index.mjs'));
  const { userId, secret } = await customer({ scopes: ['reports:read'], quota: 1 });
  const event = (key, requestId) => ({
    routeKey: 'GET /reports', headers: { 'x-api-key': key }, requestContext: { http: { sourceIp: '192.0.2.7' }, requestId },
  });
  const allowed = await handler(event(secret, 'one'));
  assert.equal(allowed.isAuthorized, true);
  assert.equal(allowed.context.userId, userId);
  assert.equal((await handler(event(secret, 'one'))).isAuthorized, true, 'a repetition counts once');
  assert.deepEqual((await handler(event(secret, 'two'))).context.code, 'QUOTA_EXCEEDED');
  await assert.rejects(handler(event('vst_0', 'three')), { message: 'Unauthorized' });
});
