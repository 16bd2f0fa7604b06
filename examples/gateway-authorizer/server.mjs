// An HTTP server that gateways ask before they pass a request on: Nginx (auth_request) and Envoy (ext_authz). It answers 200 with who
// the client is, or the status for the client. Listen where only the gateway can connect.
//   VESTIBULE_URL  the service
//   GATEWAY_KEY    a service key with the scope keys:verify
//   SCOPES         which scopes a method needs, for example {"GET":["reports:read"],"*":["reports:write"]}; none if not set
//   ADDRESS_HEADER the header in which the gateway names the client; its last address counts
//   NGINX          if set, every refusal but 401 is 403, because auth_request knows no other; X-Key-Status has the status
import { createServer } from 'node:http';
import { verify } from './verify.mjs';

const { VESTIBULE_URL = 'http://localhost:8080', GATEWAY_KEY, SCOPES = '{}', ADDRESS_HEADER = 'x-real-ip', NGINX, PORT = '3002' } = process.env;
if (!GATEWAY_KEY) throw new Error('set GATEWAY_KEY');
const scopesOf = JSON.parse(SCOPES);

createServer(async (request, response) => {
  const method = request.headers['x-original-method'] ?? request.method;
  const { status, headers, verification } = await verify({
    key: request.headers['x-api-key'],
    ip: request.headers[ADDRESS_HEADER]?.split(',').at(-1).trim(),
    scopes: scopesOf[method] ?? scopesOf['*'] ?? [],
    units: 1,
  }, { url: VESTIBULE_URL, gatewayKey: GATEWAY_KEY });
  response.writeHead(NGINX && status > 403 ? 403 : status, {
    ...headers,
    'X-Key-Status': status,
    'X-Key-Code': verification.code,
    // Always set, so that a client cannot send its own.
    'X-User-Id': verification.user_id ?? '',
    'X-Key-Id': verification.key_id ?? '',
    'X-Plan': verification.plan_type ?? '',
  });
  response.end();
}).listen(Number(PORT), '127.0.0.1', () => console.log(`gateway authorizer on port ${PORT}`));
