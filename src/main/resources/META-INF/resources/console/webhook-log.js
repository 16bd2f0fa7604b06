// For role admin: the deliveries to a webhook endpoint, and sending one again.
import { get, post } from './api.js';
import { dialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { formatDateTime } from './format.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton, button, empty, load } from './ui.js';

const t = text.webhooks;

export function showDeliveries(endpoint) {
  const path = `/api/admin/webhooks/${encodeURIComponent(endpoint.id)}/deliveries`;
  const container = h('div', { 'aria-live': 'polite' });
  const draw = () => load(container, () => page(path, ''), 3);
  draw();
  return dialog(t.logTitle(endpoint.url), () => [
    container,
    h('div', { class: 'actions' }, button(t.refresh, { class: 'dialog-first', on: { click: draw } })),
  ]);
}

/** The rows of a page, and a button that replaces itself by the next page. */
async function page(path, cursor) {
  const { data } = await get(`${path}?limit=20${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
  if (!data.deliveries.length && !cursor) return empty('link', t.logNone, t.logNoneHint);
  const list = h('ul', { class: 'rows' }, data.deliveries.map((one) => row(path, one)));
  if (!data.next_cursor) return list;
  const rest = h('div', {});
  rest.append(actionButton(t.more, {}, async () => rest.replaceWith(...[await page(path, data.next_cursor)].flat())));
  return [list, rest];
}

function row(path, one) {
  return h('li', { class: 'row' },
    h('span', { class: 'row-icon' }, icon(one.state === 'delivered' ? 'link' : 'warn')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, one.type),
      h('p', { class: 'row-details' }, [
        t.states[one.state] ?? one.state, formatDateTime(one.last_attempt_at), t.attempts(one.attempts),
        one.reason ?? (one.status && t.status(one.status)),
      ].filter(Boolean).map((detail) => h('span', {}, detail)))),
    h('div', { class: 'row-tools' }, actionButton(t.replay, { 'aria-label': t.replayLabel(one.type) }, async () => {
      await post(`${path}/${encodeURIComponent(one.id)}/replay`);
      toast(t.replayed);
    })));
}
