// Deletions that can still be undone. They stay pending when the user visits another section.
import { del } from './api.js';
import { guarded, toast } from './messages.js';
import * as session from './session.js';
import { text } from './text.js';

const pending = new Map();

export const isDeleted = (file) => pending.has(file.file_id);

/** Deletes `file` when its message disappears. Calls `stays(file)` if the user undoes the deletion or it fails. */
export function remove(file, name, stays) {
  const send = (keepalive) => del(`/api/audio-file/${encodeURIComponent(file.file_id)}`, { keepalive }).catch((failure) => {
    if (failure.status !== 404) throw failure;
  });
  const { finish } = toast(text.recordings.deleted(name), { undo: true, done: async (undone) => {
    pending.delete(file.file_id);
    if (!session.current()) return;
    if (undone || !(await guarded(() => send(false)))) stays(file);
  } });
  pending.set(file.file_id, { finish, send });
}

// Leaving the page confirms pending deletions.
addEventListener('pagehide', () => {
  for (const { send } of pending.values()) send(true).catch(() => {});
});
session.subscribe((event) => {
  if (event === 'leaving') return Promise.all([...pending.values()].map(({ finish }) => finish(false)));
  if (event === 'logout') pending.clear();
  return null;
});
