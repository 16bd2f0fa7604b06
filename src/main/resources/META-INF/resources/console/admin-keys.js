// For role admin: the API keys of a user, without their secrets.
import { keyDetails, keyTitle } from './api-keys.js';
import { del, get, patch } from './api.js';
import { confirm } from './dialogs.js';
import { h, icon } from './dom.js';
import { toast } from './messages.js';
import { text } from './text.js';
import { actionButton, button, load } from './ui.js';

const t = text.adminUser;
const k = text.keys;

/** `path` is the path of the user's routes. */
export function adminKeys(path) {
  const container = h('div', {});
  const pathOf = (id) => `${path}/api-keys/${encodeURIComponent(id)}`;
  const enable = async (one, enabled) => {
    await patch(pathOf(one.id), { enabled });
    toast(enabled ? k.enabledDone : k.disabledDone);
    draw();
  };
  const tools = (one) => h('div', { class: 'row-tools' },
    one.enabled
      ? actionButton(k.disable, { 'aria-label': k.disableLabel(one.name) }, () => enable(one, false))
      : actionButton(k.enable, { 'aria-label': k.enableLabel(one.name) }, () => enable(one, true)),
    button(k.remove, { 'aria-label': k.removeLabel(one.name), on: { click: () => confirm(k.removeTitle(one.name), t.keysRemoveHint, k.remove, async () => {
      await del(pathOf(one.id));
      toast(k.removed);
      draw();
    }) } }));
  const row = (one) => h('li', { class: 'row row-wrap' },
    h('span', { class: 'row-icon' }, icon('key')),
    h('div', { class: 'row-main' }, one.id === 'default' ? h('p', { class: 'row-title' }, t.keysToken) : keyTitle(one), keyDetails(one)),
    one.id === 'default' ? null : tools(one));
  const draw = () => load(container, async () => {
    const { data: { api_keys: keys } } = await get(`${path}/api-keys`);
    return h('ul', { class: 'rows' }, keys.map(row));
  }, 1);
  draw();
  return container;
}
