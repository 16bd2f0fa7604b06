// Cognito's post-confirmation trigger. It forwards the event to Vestibule, signed as Standard
// Webhooks describe, and returns it to Cognito unchanged. A failure here never stops the user's
// sign-up; Vestibule then creates the record at their first request.
//
// Environment: HOOK_URL    https://…/api/hooks/cognito/post-confirmation
//              HOOK_SECRET whsec_… (one of vestibule.hooks.cognito.secrets)
//              HOOK_TIMEOUT_MS at most 4000, because Cognito waits five seconds; default 3500
import { createHmac, randomUUID } from 'node:crypto';

export const sign = (secret, id, timestamp, body) =>
  'v1,' +
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');

export const handler = async (event) => {
  const { HOOK_URL, HOOK_SECRET, HOOK_TIMEOUT_MS = '3500' } = process.env;
  try {
    const id = `msg_${randomUUID()}`;
    const timestamp = Math.floor(Date.now() / 1000).toString();
    const body = JSON.stringify(event);
    const answer = await fetch(HOOK_URL, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sign(HOOK_SECRET, id, timestamp, body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(Number(HOOK_TIMEOUT_MS)),
    });
    await answer.body?.cancel();
    if (!answer.ok) console.error(`the hook answered ${answer.status}; the sign-up goes on`);
  } catch (failure) {
    // Only the name: a message may quote the address or the event.
    console.error(`the hook was not reached (${failure.name}); the sign-up goes on`);
  }
  return event;
};
