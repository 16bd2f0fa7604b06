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
