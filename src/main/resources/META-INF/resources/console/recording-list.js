// The list of recordings, newest first, with paging.
import { get } from './api.js';
import { isDeleted, remove } from './deletions.js';
import { h, show } from './dom.js';
import { field } from './fields.js';
import { formatNumber } from './format.js';
import { guarded } from './messages.js';
import * as player from './player.js';
import { nameOf, recordingRow } from './recording-row.js';
import { text } from './text.js';
import { busy, button, empty, load } from './ui.js';

const t = text.recordings;
const PAGE = 20;
/** A search reads all recordings. */
const ALL = 100;
/** With fewer recordings a search is of no use. */
const SEARCHABLE = 6;

/** Fills `container`. `kept(file)` reports an undone deletion; `add(file)` inserts a file at its position; `refresh()` draws locks. */
export function recordingList(container, kept) {
  const shown = new Map();
  const rows = h('ul', { class: 'rows' });
  const search = field(t.search, { name: 'search', type: 'search', autocomplete: 'off', after: h('p', { class: 'hint', role: 'status' }) });
  const count = search.querySelector('[role=status]');
  search.classList.add('list-search');
  let cursor = null;

  const more = button(text.common.more, { on: { click: () => busy(more, () => guarded(async () => {
    const focusAt = rows.childElementCount;
    await readPage();
    rows.children[focusAt]?.querySelector('button')?.focus();
  })) } });

  const insert = (file, before) => {
    if (shown.has(file.file_id)) return;
    const row = recordingRow(file, discard, renamed);
    shown.set(file.file_id, row);
    rows.insertBefore(row, before);
  };

  const renamed = (file) => {
    const old = shown.get(file.file_id);
    if (player.isActive(file.file_id)) player.stop();
    const row = recordingRow(file, discard, renamed);
    shown.set(file.file_id, row);
    old.replaceWith(row);
    filter();
    row.querySelector('[data-rename]').focus();
  };

  const filter = () => {
    const wanted = search.read().trim().toLowerCase();
    let found = 0;
    shown.forEach((row) => {
      row.hidden = !nameOf(row.file).toLowerCase().includes(wanted);
      if (!row.hidden) found++;
    });
    count.textContent = wanted ? t.found(formatNumber(found), formatNumber(shown.size)) : '';
  };
  search.input.addEventListener('input', async () => {
    filter();
    if (search.read()) await guarded(readRest);
  });

  // Existing row elements are reused: one of them may be playing or have the focus.
  const draw = () => {
    more.hidden = !cursor;
    search.hidden = shown.size < SEARCHABLE && !search.read();
    filter();
    if (!shown.size && !cursor) show(container, empty('recordings', text.recordings.empty, text.recordings.emptyHint));
    else if (!rows.isConnected) show(container, search, rows, h('div', { class: 'actions centered' }, more));
  };

  const discard = (file) => {
    const row = shown.get(file.file_id);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (player.isActive(file.file_id)) player.stop();
    shown.delete(file.file_id);
    row.remove();
    draw();
    next?.querySelector('.row-tools button:last-child').focus();
    remove(file, nameOf(file), kept);
  };

  const add = (file) => {
    const older = [...rows.children].find((row) => new Date(row.file.uploaded_at) < new Date(file.uploaded_at));
    insert(file, older ?? null);
    draw();
  };

  const readPage = async (limit = PAGE) => {
    const { data } = await get(`/api/user/audio-files?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    cursor = data.next_cursor ?? null;
    data.audio_files.filter((file) => !isDeleted(file)).forEach((file) => insert(file, null));
    draw();
  };

  let reading = null;
  const readRest = () => {
    reading ??= (async () => {
      while (cursor && container.isConnected) await readPage(ALL);
    })().finally(() => {
      reading = null;
    });
    return reading;
  };

  load(container, () => readPage(), 4);
  return { add, refresh: () => shown.forEach((row) => row.refresh()) };
}
