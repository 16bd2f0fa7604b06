// Validates and plans infra/ without an account, and compares the plan with infra/plan.json, which InfraTest and CostsTest
// compare with the service. "node infra/plan/plan.mjs --write" writes that file.
//
// Environment: VESTIBULE_TERRAFORM_MIRROR, a folder with registry.terraform.io/hashicorp/aws. Without it, Terraform finds the
// provider as its own configuration says, by default in the public registry; exit code 69 if it cannot.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { existing, summary, text } from './summary.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const infra = dirname(folder);
const file = join(infra, 'plan.json');
const work = mkdtempSync(join(tmpdir(), 'vestibule-plan-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const run = promisify(execFile);
const environment = { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
if (!existsSync(environment.TF_CLI_CONFIG_FILE ?? '')) delete environment.TF_CLI_CONFIG_FILE;

const terraform = async (...command) => {
  try {
    const { stdout } = await run('terraform', command, { cwd: work, env: environment, maxBuffer: 1 << 26 });
    return stdout;
  } catch (failure) {
    return fail(`terraform ${command[0]} failed\n${failure.stderr}`);
  }
};

const shown = async (name, ...options) => {
  await terraform('plan', '-no-color', '-input=false', '-lock=false', `-out=${name}`, ...options);
  return JSON.parse(await terraform('show', '-json', name));
};

// The parameter store of the plans: the only service that a plan asks.
const secret = 'whsec_cGxhbg==';
const store = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Parameter: { Name: '/vestibule/hook-secret', Type: 'SecureString', Value: secret, Version: 1 } }));
  });
});
await new Promise((listening) => store.listen(0, '127.0.0.1', listening));
const variables = (name) => [`-var-file=${name}.tfvars.json`, `-var=parameter_store=http://127.0.0.1:${store.address().port}`];

const sources = readdirSync(infra).filter((name) => name.endsWith('.tf')).sort();
sources.forEach((name) => copyFileSync(join(infra, name), join(work, name)));
copyFileSync(join(folder, 'provider.tf'), join(work, 'plan_provider.tf'));
for (const name of ['minimal', 'complete']) copyFileSync(join(folder, `${name}.json`), join(work, `${name}.tfvars.json`));

const mirror = process.env.VESTIBULE_TERRAFORM_MIRROR;
const init = ['init', '-no-color', '-input=false', '-backend=false', ...(mirror ? [`-plugin-dir=${mirror}`] : [])];
await run('terraform', init, { cwd: work, env: environment }).catch(({ stderr }) => {
  console.error(stderr);
  // EX_UNAVAILABLE: without a mirror, the registry may be out of reach.
  process.exit(mirror ? 1 : 69);
});
await terraform('validate', '-no-color');

// An empty account and the variables that have no default.
const first = await shown('first', ...variables('minimal'));
writeFileSync(join(work, 'existing.tfstate'), JSON.stringify({ ...existing(first), terraform_version: first.terraform_version }));
const second = await shown('second', '-refresh=false', '-state=existing.tfstate', ...variables('minimal'));
const changed = second.resource_changes.filter(({ change }) => change.actions.some((action) => !['create', 'no-op', 'read'].includes(action)));
if (changed.length > 0) fail(`a second plan would change ${changed.map(({ address }) => address).join(', ')}`);

// Everything that is optional.
const archive = join(work, 'forwarder.zip');
execFileSync(join(infra, 'cognito-forwarder', 'build.sh'), [archive]);
const complete = await shown('complete', `-var=forwarder_package=${archive}`, ...variables('complete'));
store.close();
const lambda = complete.planned_values.root_module.resources.find(({ type }) => type === 'aws_lambda_function');
const hash = createHash('sha256').update(readFileSync(archive)).digest('base64');
if (lambda?.values.source_code_hash !== hash) fail('the plan does not deploy the package of build.sh');

const created = (plan) => plan.resource_changes.filter(({ mode }) => mode === 'managed').length;
const written = text({
  // InfraTest compares them with the files, so that this summary is never older than they are.
  sources: Object.fromEntries(
    sources.map((name) => [name, createHash('sha256').update(readFileSync(join(infra, name), 'utf8').replaceAll('\r\n', '\n')).digest('hex')]),
  ),
  ...summary(second),
}) + '\n';
if (process.argv.includes('--write')) {
  writeFileSync(file, written);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== written) {
  writeFileSync(join(work, 'plan.json'), written);
  console.error(await run('diff', ['-u', file, join(work, 'plan.json')]).catch(({ stdout }) => stdout));
  fail('infra/plan.json is not what Terraform plans: run .ci/steps/terraform --write and look at the difference');
}
console.log(`terraform ${first.terraform_version}: ${created(first)} resources, ${created(complete)} with every option; infra/plan.json is what it plans`);
