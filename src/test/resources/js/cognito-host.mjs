// What AWS is around a Cognito pool, for cognito-local: the Lambda that its trigger invokes, which is
// the forwarder of infra/, and a ListUsers that gives its users in pages, as the real one does.
//
//   node cognito-host.mjs <cognito-local's port> <lambda port> <paging port> <path of the forwarder>
// PUT /hook {"url":…,"secret":…} at the Lambda's port says where the forwarder sends events.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [cognitoPort, lambdaPort, pagingPort, forwarder] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(forwarder));

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const answer = (response, status, body, type = 'application/json') =>
  response.writeHead(status, { 'content-type': type }).end(body);

createServer(async (request, response) => {
  const body = await read(request);
  if (request.url === '/hook') {
    const { url, secret } = JSON.parse(body);
    process.env.HOOK_URL = url;
    process.env.HOOK_SECRET = secret;
    return answer(response, 204);
  }
  answer(response, 200, JSON.stringify(await handler(JSON.parse(body))));
}).listen(lambdaPort, '127.0.0.1');

createServer(async (request, response) => {
  const body = await read(request);
  const target = request.headers['x-amz-target'] ?? '';
  const passed = await fetch(`http://localhost:${cognitoPort}${request.url}`, {
    method: request.method,
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
      'x-amz-target': target,
    },
    body,
  });
  const text = await passed.text();
  if (!target.endsWith('.ListUsers') || !passed.ok) {
    return answer(response, passed.status, text, 'application/x-amz-json-1.1');
  }
  const { Limit = 60, PaginationToken = '0' } = JSON.parse(body);
  const from = Number(PaginationToken);
  const users = JSON.parse(text).Users;
  const page = { Users: users.slice(from, from + Limit) };
  if (from + Limit < users.length) page.PaginationToken = String(from + Limit);
  answer(response, 200, JSON.stringify(page), 'application/x-amz-json-1.1');
}).listen(pagingPort, '127.0.0.1');
