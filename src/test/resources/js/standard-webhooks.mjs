// Verifies a request with the npm package standardwebhooks, as a receiver does.
import { createRequire } from 'node:module';

const [folder, id, timestamp, signature, body, current, former, expired] = process.argv.slice(2);
const { Webhook } = createRequire(`${folder}/`)('standardwebhooks');
const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };

function result(secret, content) {
  try {
    new Webhook(secret).verify(content, headers);
    return 'verified';
  } catch {
    return 'refused';
  }
}

console.log(
  [result(current, body), result(former, body), result(expired, body), result(current, `${body} `)].join(' '),
);
