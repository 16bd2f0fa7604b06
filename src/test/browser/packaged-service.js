// The packaged service in production profile, as a process beside the service of the other tests.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JAR = fileURLToPath(new URL('../../../service/target/quarkus-app/quarkus-run.jar', import.meta.url));

/** Why tests of it are passed over; false if ./mvnw package has built the service. */
export const skip = existsSync(JAR) || process.env.VESTIBULE_REQUIRE_NODE ? false : 'needs ./mvnw package';

export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function keys() {
  const text = execFileSync('java', ['-jar', JAR, 'keys', 'generate'], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  const pem = (kind) => text.match(new RegExp(`-----BEGIN ${kind}-----[^]*?-----END ${kind}-----`))[0].replaceAll(/^ +/gm, '');
  const value = (name) => text.match(new RegExp(`^\\s*"?${name.replace('.', '\\.')}"?[:=]\\s*"?([A-Za-z0-9+/=_-]+)`, 'm'))[1];
  return {
    VESTIBULE_KEYS_SIGNING: pem('PRIVATE KEY'), VESTIBULE_KEYS_VERIFYING: pem('PUBLIC KEY'),
    VESTIBULE_KEYS_SEALING: value('sealing.key'), VESTIBULE_KEYS_TICKET: value('ticket.key'),
  };
}

/** Starts it with these environment variables and waits until `ready()`; returns a function that stops it. */
export async function startPackaged(env, ready) {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-packaged-'));
  const log = join(folder, 'service.log');
  const output = openSync(log, 'w');
  const [managementPort] = await freePorts(1);
  const service = spawn('java', ['-jar', JAR], {
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env.PATH,
      ...keys(),
      AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL_DYNAMODB: process.env.DYNAMODB_URL,
      QUARKUS_DYNAMODB_API_CALL_TIMEOUT: '60S', QUARKUS_DYNAMODB_API_CALL_ATTEMPT_TIMEOUT: '20S',
      VESTIBULE_TABLES_CREATE_MISSING: 'true', QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_MANAGEMENT_HOST: '127.0.0.1', QUARKUS_MANAGEMENT_PORT: String(managementPort),
      ...env,
    },
  });
  const stop = async () => {
    if (service.exitCode === null) {
      service.kill('SIGKILL');
      await once(service, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; !(await ready()); waited++) {
    if (service.exitCode !== null || waited > 600) {
      const text = readFileSync(log, 'utf8');
      await stop();
      assert.fail(`the service did not start:\n${text}`);
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  return stop;
}
