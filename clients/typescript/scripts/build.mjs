// Compiles src to dist, and adds Argon2id as an ES module.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
rmSync(here('../dist'), { recursive: true, force: true });
execFileSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '--project', here('..')], { stdio: 'inherit' });

// The published file is a script that exports to whatever it finds. Bundlers disagree on what that is, so it gets an `exports` of its own.
const script = readFileSync(here('../vendor/argon2.umd.min.js'), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
writeFileSync(here('../dist/vault/hash-wasm.js'), `// hash-wasm 4.13.0, dist/argon2.umd.min.js (MIT, hash-wasm.LICENSE.txt), as an ES module.
const library = {};
(function (exports, module, define) {
${script}
})(library, {}, undefined);
export const argon2id = library.argon2id;
`);
copyFileSync(here('../vendor/argon2.LICENSE.txt'), here('../dist/vault/hash-wasm.LICENSE.txt'));
copyFileSync(here('../../../LICENSE'), here('../dist/LICENSE'));
