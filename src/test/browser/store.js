// Direct access to the embedded DynamoDB, for changes that no route allows: set role admin, set past usage. It does not check signatures.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const STORE = process.env.DYNAMODB_URL;
assert.ok(STORE, 'DYNAMODB_URL must name the embedded DynamoDB; the log of dev mode does');

async function dynamo(operation, body) {
  const response = await fetch(STORE, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      Authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
    },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

export const promote = (userId) => dynamo('UpdateItem', {
  TableName: 'vestibule-users',
  Key: { user_id: { S: userId } },
  ConditionExpression: 'attribute_exists(user_id)',
  UpdateExpression: 'SET #role = :admin',
  ExpressionAttributeNames: { '#role': 'role' },
  ExpressionAttributeValues: { ':admin': { S: 'admin' } },
});

/** Lets an hour pass since the login of the session that `page` has: its next token says so. */
export async function ageLogin(page, userId) {
  const { Items: rows } = await dynamo('Scan', {
    TableName: 'vestibule-sessions', FilterExpression: 'user_id = :user', ExpressionAttributeValues: { ':user': { S: userId } }, ConsistentRead: true,
  });
  const past = Math.floor(Date.now() / 1000) - 3600;
  for (const { session_id: id } of rows) {
    await dynamo('UpdateItem', {
      TableName: 'vestibule-sessions', Key: { session_id: id }, UpdateExpression: 'SET auth_time = :past', ExpressionAttributeValues: { ':past': { N: String(past) } },
    });
  }
  const deadline = Date.now() + 60_000;
  const isOld = () => page.evaluate(async () => {
    await fetch('/api/auth/refresh', { method: 'POST' });
    const { session } = await (await fetch('/api/auth/session')).json();
    return Date.now() - Date.parse(session.auth_time) > 1_800_000;
  });
  while (!(await isOld())) assert.ok(Date.now() < deadline, 'the session does not age');
}

/** `months` maps periods to units. */
export const pastUsage = (apiToken, months) => dynamo('UpdateItem', {
  TableName: 'vestibule-user-tokens',
  Key: { token: { S: createHash('sha256').update(apiToken).digest('hex') } },
  ConditionExpression: 'attribute_exists(user_id)',
  UpdateExpression: 'SET #history = :history, created_at = :long_ago',
  ExpressionAttributeNames: { '#history': 'history' },
  ExpressionAttributeValues: {
    ':history': { M: Object.fromEntries(Object.entries(months).map(([period, units]) => [period, { N: String(units) }])) },
    ':long_ago': { S: '2020-01-01T00:00:00Z' },
  },
});
