// A Lambda authorizer for Amazon API Gateway (HTTP API, payload format 2.0, simple responses). Package it with ../gateway-authorizer/verify.mjs:
//   npm run package
// Switch the cache of the authorizer off (TTL 0), because each call is counted here. API Gateway answers 403 for every refusal but a missing or
// unknown key, which is 401; the code is in the context of the access log.
//   VESTIBULE_URL  the service
//   GATEWAY_KEY    a service key with the scope keys:verify, from a secret store
//   SCOPES         which scopes a route needs, for example {"GET /reports":["reports:read"]}
import { verify } from './verify.mjs';

const header = (headers, name) => Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1];

export async function handler(event) {
  const { VESTIBULE_URL, GATEWAY_KEY, SCOPES = '{}' } = process.env;
  const { status, verification } = await verify({
    key: header(event.headers, 'x-api-key'),
    ip: event.requestContext.http.sourceIp,
    scopes: JSON.parse(SCOPES)[event.routeKey] ?? [],
    units: 1,
    // API Gateway may call the authorizer again for the same request.
    request_id: event.requestContext.requestId,
  }, { url: VESTIBULE_URL, gatewayKey: GATEWAY_KEY });
  // API Gateway turns exactly this message into 401, and any other failure into 500.
  if (status === 401) throw new Error('Unauthorized');
  if (status === 503) throw new Error('Verification is not available');
  return {
    isAuthorized: status === 200,
    context: {
      code: verification.code,
      userId: verification.user_id ?? '',
      keyId: verification.key_id ?? '',
      plan: verification.plan_type ?? '',
    },
  };
}
