// Runs a command beside the packaged service with its stores, and ends with its exit code. Run ./mvnw package first.
//   node src/test/clients/service.mjs COMMAND [ARGUMENT…]
// SERVICE_URL is the address of the service, GATEWAY_KEY a service key with the scope keys:verify. Pages of http://localhost:$PAGE_PORT may use it with cookies.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const JAR = join(ROOT, 'service/target/quarkus-app/quarkus-run.jar');
const BUCKET = 'vestibule-audio';
const KEY = { AWS_ACCESS_KEY_ID: 'clienttests', AWS_SECRET_ACCESS_KEY: 'client-tests-secret' };
const PATIENCE_SECONDS = 300;

if (!existsSync(JAR)) throw new Error('run ./mvnw package first');
const folder = mkdtempSync(join(tmpdir(), 'vestibule-clients-'));
const children = [];
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => server.address().port);
  servers.forEach((server) => server.close());
  return ports;
}

/** Starts a JVM and waits until it answers at `url`. */
async function start(name, url, args, env = {}) {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'w');
  mkdirSync(join(folder, name));
  const child = spawn('java', args, { cwd: join(folder, name), stdio: ['ignore', output, output], env: { PATH: process.env.PATH, ...env } });
  children.push(child);
  for (let waited = 0; !(await fetch(url).then(() => true, () => false)); waited++) {
    if (child.exitCode !== null || waited > PATIENCE_SECONDS * 5) throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8')}`);
    await pause(200);
  }
}

/** The class paths of the two stores. */
function classPaths() {
  const file = join(folder, 'classpath');
  execFileSync(join(ROOT, 'mvnw'), ['--batch-mode', '-q', '-f', join(ROOT, 'src/test/clients/stores.pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${file}`],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const jars = readFileSync(file, 'utf8').trim().split(delimiter);
  const isS3 = (jar) => jar.includes('s3proxy');
  const launcher = join(ROOT, 'dev-stores/deployment/target/classes');
  return { dynamo: [launcher, ...jars.filter((jar) => !isS3(jar))].join(delimiter), s3: jars.find(isS3) };
}

async function stores(dynamoPort, s3Port) {
  const { dynamo, s3 } = classPaths();
  mkdirSync(join(folder, 'objects', BUCKET), { recursive: true });
  const settings = join(folder, 's3proxy.properties');
  // Whoever runs on this machine could read the objects of the test; nobody else.
  writeFileSync(settings, Object.entries({
    's3proxy.endpoint': `http://127.0.0.1:${s3Port}`, 's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': KEY.AWS_ACCESS_KEY_ID, 's3proxy.credential': KEY.AWS_SECRET_ACCESS_KEY,
    'jclouds.provider': 'filesystem-nio2', 'jclouds.filesystem.basedir': join(folder, 'objects'),
    's3proxy.cors-allow-origins': 'https?://(localhost|127\\\\.0\\\\.0\\\\.1)(:[0-9]+)?', 's3proxy.cors-allow-methods': 'GET HEAD PUT POST DELETE',
    's3proxy.cors-allow-headers': '*', 's3proxy.cors-exposed-headers': 'ETag Content-Range Content-Length Accept-Ranges',
  }).map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
  await Promise.all([
    start('dynamodb', `http://127.0.0.1:${dynamoPort}`, ['-cp', dynamo, 'io.vestibule.devstores.child.LoopbackDynamoDb',
      '-inMemory', '-sharedDb', '-disableTelemetry', '-cors', 'http://localhost', '-port', String(dynamoPort)]),
    start('s3', `http://127.0.0.1:${s3Port}`, ['-jar', s3, '--properties', settings]),
  ]);
}

async function service([port, managementPort, dynamoPort, s3Port, pagePort]) {
  const keys = join(folder, 'keys');
  execFileSync('java', ['-jar', JAR, 'keys', 'generate', '--directory', keys], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  const url = `http://localhost:${port}`;
  const env = {
    ...KEY, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynamoPort}`, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${s3Port}`,
    QUARKUS_S3_PATH_STYLE_ACCESS: 'true', QUARKUS_DYNAMODB_API_CALL_TIMEOUT: '60S', QUARKUS_DYNAMODB_API_CALL_ATTEMPT_TIMEOUT: '20S',
    VESTIBULE_TABLES_CREATE_MISSING: 'true', VESTIBULE_TOKENS_ISSUER: url, VESTIBULE_S3_BUCKET: BUCKET,
    VESTIBULE_KEYS_SIGNING_FILE: join(keys, 'signing.pem'), VESTIBULE_KEYS_SEALING_FILE: join(keys, 'sealing.key'), VESTIBULE_KEYS_TICKET_FILE: join(keys, 'ticket.key'),
    // Without TLS on this machine only.
    VESTIBULE_TOKENS_COOKIE_SECURE: 'false', VESTIBULE_TOKENS_COOKIE_NAME: 'auth_token', VESTIBULE_THROTTLE_DEVICE_COOKIE_NAME: 'device',
    VESTIBULE_THROTTLE_SIGN_UPS: 'false', VESTIBULE_REQUEST_LIMIT_ENABLED: 'false',
    QUARKUS_HTTP_CORS_ENABLED: 'true', QUARKUS_HTTP_CORS_ORIGINS: `http://localhost:${pagePort}`, QUARKUS_HTTP_CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS: 'true', VESTIBULE_PASSKEYS_ORIGINS: `${url},http://localhost:${pagePort}`,
    QUARKUS_HTTP_HOST: '127.0.0.1', QUARKUS_HTTP_PORT: String(port), QUARKUS_MANAGEMENT_HOST: '127.0.0.1', QUARKUS_MANAGEMENT_PORT: String(managementPort),
    QUARKUS_SHUTDOWN_DELAY: '0S', VESTIBULE_API_KEYS_SCOPES: 'reports:read,reports:write',
    // The example of the README of github.com/firebase/scrypt.
    VESTIBULE_MIGRATION_FIREBASE_SIGNER_KEY: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
  };
  await start('service', `${url}/api/health`, ['-jar', JAR], env);
  const gatewayKey = execFileSync('java', ['-jar', JAR, 'service-key', 'create', '--name', 'gateway', '--scopes', 'keys:verify'],
    { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  return { url, gatewayKey, env };
}

async function run() {
  const ports = await freePorts(5);
  const [, , dynamoPort, s3Port, pagePort] = ports;
  await stores(dynamoPort, s3Port);
  const { url, gatewayKey, env } = await service(ports);
  const [command, ...args] = process.argv.slice(2);
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, VESTIBULE_JAR: JAR, SERVICE_ENV: JSON.stringify(env), SERVICE_URL: url, GATEWAY_KEY: gatewayKey, PAGE_PORT: String(pagePort) } });
  children.push(child);
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

function stop() {
  children.forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
}

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('exit', stop);
process.exit(await run().catch((failure) => {
  console.error(failure);
  return 1;
}));
