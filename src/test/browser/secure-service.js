// The packaged service with TLS in itself, on host names of its own.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startPackaged } from './packaged-service.js';

const PASSWORD = 'changeit';

/** Arguments of a browser that finds the host names and accepts the certificate. */
export const BROWSER = ['--ignore-certificate-errors', '--host-resolver-rules=MAP *.vestibule.test 127.0.0.1, MAP *.elsewhere.test 127.0.0.1'];

/** A self-signed certificate with its key, PKCS 12. */
function certificate(folder) {
  const file = join(folder, 'server.p12');
  execFileSync('keytool', ['-genkeypair', '-alias', 'server', '-keyalg', 'EC', '-dname', 'CN=vestibule.test', '-ext', 'san=dns:*.vestibule.test,dns:*.elsewhere.test',
    '-storetype', 'PKCS12', '-storepass', PASSWORD, '-keystore', file], { stdio: 'pipe' });
  return file;
}

const status = (url) => new Promise((answer) => {
  get(url, { rejectUnauthorized: false }, (response) => {
    response.resume();
    answer(response.statusCode);
  }).on('error', () => answer(0));
});

/**
 * Starts the service as https://auth.vestibule.test and a server of blank pages for every other name; app.vestibule.test is a named origin.
 * `origin(host)` is an origin of the pages.
 */
export async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-secure-'));
  const store = certificate(folder);
  const pages = createServer({ pfx: readFileSync(store), passphrase: PASSWORD }, (request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>page</title>');
  }).listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const origin = (host) => `https://${host}:${pages.address().port}`;
  const [port] = await freePorts(1);
  const base = `https://auth.vestibule.test:${port}`;
  const close = () => {
    pages.close();
    pages.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const stopService = await startPackaged({
      VESTIBULE_TOKENS_ISSUER: base,
      QUARKUS_HTTP_SSL_PORT: String(port), QUARKUS_HTTP_INSECURE_REQUESTS: 'disabled',
      QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE: store, QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD: PASSWORD,
      QUARKUS_HTTP_CORS_ENABLED: 'true', QUARKUS_HTTP_CORS_ORIGINS: origin('app.vestibule.test'),
      QUARKUS_HTTP_CORS_ACCESS_CONTROL_ALLOW_CREDENTIALS: 'true',
    }, async () => (await status(`https://127.0.0.1:${port}/api/health`)) === 200);
    return { base, origin, stop: () => stopService().finally(close) };
  } catch (failure) {
    close();
    throw failure;
  }
}
