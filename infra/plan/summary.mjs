// What a plan says of the tables, roles and settings: the part that the service's own tests compare with the code.

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';

const planned = (plan, type) => plan.planned_values.root_module.resources.filter((resource) => resource.type === type);

const arn = ({ type, values }) =>
  type === 'aws_s3_bucket' ? `arn:aws:s3:::${values.bucket}` : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${values.name}`;

/**
 * A state in which the planned tables and the bucket exist. A first plan does not know their ARNs, so it does not know
 * the policies either; a plan from this state does.
 */
export const existing = (plan) => {
  const resources = new Map();
  for (const type of ['aws_dynamodb_table', 'aws_s3_bucket']) {
    for (const resource of planned(plan, type)) {
      const address = `${type}.${resource.name}`;
      if (!resources.has(address)) {
        resources.set(address, {
          mode: resource.mode,
          type,
          name: resource.name,
          provider: `provider["${resource.provider_name}"]`,
          instances: [],
        });
      }
      resources.get(address).instances.push({
        ...(resource.index === undefined ? {} : { index_key: resource.index }),
        schema_version: resource.schema_version,
        attributes: { ...resource.values, id: resource.values.name ?? resource.values.bucket, arn: arn(resource) },
      });
    }
  }
  return { version: 4, serial: 1, lineage: 'plan', outputs: {}, resources: [...resources.values()] };
};

const list = (value) => [value ?? []].flat().sort();

const table = ({ values }) => ({
  name: values.name,
  billing_mode: values.billing_mode,
  deletion_protection: values.deletion_protection_enabled,
  point_in_time_recovery: values.point_in_time_recovery[0]?.enabled ?? false,
  encryption: values.server_side_encryption[0]?.enabled ?? false,
  hash_key: values.hash_key,
  range_key: values.range_key || null,
  attributes: Object.fromEntries(values.attribute.map(({ name, type }) => [name, type]).sort()),
  indexes: values.global_secondary_index.map((index) => ({
    name: index.name,
    hash_key: index.hash_key,
    range_key: index.range_key || null,
    projection: index.projection_type,
    carried: list(index.non_key_attributes),
  })),
  expires_by: (values.ttl ?? []).find(({ enabled }) => enabled)?.attribute_name ?? null,
});

const statements = (policy) =>
  JSON.parse(policy).Statement.map((statement) => {
    const { Sid, Effect, Action, Resource, ...others } = statement;
    return { sid: Sid, effect: Effect, actions: list(Action), resources: list(Resource), ...others };
  });

/** @param plan from the state of {@link existing} */
export const summary = (plan) => ({
  tables: Object.fromEntries(planned(plan, 'aws_dynamodb_table').map((resource) => [resource.index, table(resource)])),
  roles: Object.fromEntries(
    planned(plan, 'aws_iam_role_policy').map(({ name, values }) => [name, statements(values.policy)]),
  ),
  environment: plan.planned_values.outputs.environment.value,
});

/** JSON with one line for each table, statement and setting, so that a change is one line of a diff. */
export const text = (value, depth = 0) => {
  if (value === null || typeof value !== 'object' || (depth >= 2 && !Array.isArray(value))) {
    return JSON.stringify(value);
  }
  const indent = '  '.repeat(depth + 1);
  const rows = Array.isArray(value)
    ? value.map((row) => indent + text(row, depth + 1))
    : Object.entries(value).map(([key, row]) => `${indent}${JSON.stringify(key)}: ${text(row, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${rows.join(',\n')}\n${'  '.repeat(depth)}${close}`;
};
