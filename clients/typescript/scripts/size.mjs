// The size of what an application downloads: bundled with openapi-fetch, minified, compressed. Fails above the budget.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const BUDGETS = {
  'index.js': 10_000,
  'passkeys.js': 10_000,
};

for (const [entry, budget] of Object.entries(BUDGETS)) {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../dist/${entry}`, import.meta.url))],
    bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
  });
  const size = gzipSync(result.outputFiles[0].contents, { level: 9 }).length;
  console.log(`${entry}: ${size} bytes of ${budget}`);
  if (size > budget) process.exitCode = 1;
}
