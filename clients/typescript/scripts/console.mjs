// Writes the parts of this package that the account console uses into the resources of the service. They are committed, because
// the service is built without Node.js. Run scripts/build.mjs first.
//   node scripts/console.mjs [--check]     --check: fails if the committed files are not those of this build
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const RESOURCES = '../../../src/main/resources/META-INF/resources/';
const NOTE = '// Generated from clients/typescript by .ci/steps/client --write. Do not edit.\n';

/** What each module exports, by the module of this package in which it is. The rest is left out. */
const MODULES = {
  'vestibule/vault.js': {
    'vault/format.js': [
      'CHUNK', 'ciphertextLength', 'contextOf', 'decryptRange', 'decryptStream', 'encryptBlob', 'encryptStream', 'HEADER', 'openFile', 'plaintextLength',
    ],
    'vault/keys.js': [
      'InvalidCiphertext', 'LockedKey', 'unwrapWithFormerPassword', 'unwrapWithPasskey', 'unwrapWithPassword', 'unwrapWithRecoveryKey', 'wrapForPasskey',
    ],
    'vault/details.js': ['decryptDetails', 'encryptDetails'],
    'vault/transfer.js': ['putObject'],
  },
  'console/client-session.js': { 'tab-session.js': ['tabSession'] },
  'console/client-passkeys.js': { 'webauthn.js': ['createPasskey', 'getPasskey', 'passkeysSupported'] },
};

/** One file for each module: the console must not load a dozen small ones. Names and lines stay readable. */
async function bundled(modules) {
  const contents = Object.entries(modules).map(([path, names]) => `export { ${names.join(', ')} } from './${path}';`).join('\n');
  const result = await build({
    stdin: { contents, resolveDir: here('../dist') },
    absWorkingDir: here('..'),
    bundle: true, format: 'esm', target: 'es2022', charset: 'utf8', write: false,
    plugins: [{ name: 'argon2', setup: ({ onResolve }) => onResolve({ filter: /\/hash-wasm\.js$/ }, () => ({ path: './argon2.js', external: true })) }],
  });
  return NOTE + result.outputFiles[0].text;
}

const files = {
  'vestibule/argon2.js': NOTE + readFileSync(here('../dist/vault/hash-wasm.js'), 'utf8').replace('hash-wasm.LICENSE.txt', 'argon2.LICENSE.txt'),
  'vestibule/argon2.LICENSE.txt': readFileSync(here('../vendor/argon2.LICENSE.txt'), 'utf8'),
};
for (const [name, modules] of Object.entries(MODULES)) files[name] = await bundled(modules);

for (const [name, text] of Object.entries(files)) {
  const target = here(RESOURCES + name);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`${name} of the console is not that of this client: run .ci/steps/client --write and commit it`);
    process.exitCode = 1;
  }
}
