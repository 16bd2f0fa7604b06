// The sessions of the user, one for each device.
import { del, get } from './api.js';
import { confirm } from './dialogs.js';
import { h, icon } from './dom.js';
import { formatDateTime, formatRelative } from './format.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton, button, card, load } from './ui.js';

const t = text.security;

const MOST = 200;
const OWN = '/api/auth/sessions';

/** `{ element, draw() }`. */
export function devicesCard() {
  const container = h('div', {});
  const others = button(t.endOthers, { kind: 'quiet', hidden: true, on: { click: () => confirm(t.endOthersTitle, t.endOthersHint, t.endOthers, async () => {
    await del(OWN);
    toast(t.othersEnded);
    draw();
  }) } });
  const draw = () => load(container, async () => {
    const sessions = await readSessions(OWN);
    others.hidden = sessions.length < 2;
    return h('ul', { class: 'rows' }, sessions.map((one) => deviceRow(one, draw, OWN)));
  }, 2);
  return { element: card(t.devices, { tools: others }, container), draw };
}

/** The current session first, then the newest. */
export async function readSessions(root) {
  const list = [];
  let cursor = null;
  do {
    const { data } = await get(`${root}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
    list.push(...data.sessions);
    cursor = data.next_cursor ?? null;
  } while (cursor && list.length < MOST);
  return list.sort((one, other) => other.current - one.current);
}

/** The service names devices in English: Firefox on Windows. */
const nameOf = (device) => {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device ?? '') ?? [];
  return browser ? t.deviceOn(browser, system) : device || t.unknownDevice;
};

export function deviceRow(one, ended, root) {
  const device = nameOf(one.device);
  return h('li', { class: 'row' },
    h('span', { class: 'row-icon' }, icon(/iphone|android|mobile/i.test(device) ? 'phone' : 'device')),
    h('div', { class: 'row-main' },
      h('p', { class: 'row-title' }, device, one.current && h('span', { class: 'pill' }, t.current)),
      h('p', { class: 'row-details' },
        one.last_seen_at && !one.current ? h('span', { title: formatDateTime(one.last_seen_at) }, t.lastSeen(formatRelative(one.last_seen_at))) : null,
        h('span', {}, t.since(formatDateTime(one.created_at))))),
    h('div', { class: 'row-tools' }, one.current ? null : actionButton(t.end, { 'aria-label': t.endLabel(device) }, async () => {
      await del(`${root}/${encodeURIComponent(one.session_id)}`);
      toast(t.ended);
      ended();
    })));
}
