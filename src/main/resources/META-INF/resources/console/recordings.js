// The recordings section: record, upload, list, play, link, delete.
import { h, show } from './dom.js';
import { lockedCard } from './locked.js';
import { makeCard } from './new-recording.js';
import * as player from './player.js';
import { recordingList } from './recording-list.js';
import * as session from './session.js';
import { text } from './text.js';
import { card } from './ui.js';
import { lockCard } from './unlock.js';
import { showUploads } from './uploads.js';
import * as vault from './vault.js';

let list = null;

export function open(container) {
  const lockedRoom = h('div', {});
  const makeRoom = h('div', {});
  const uploadRoom = h('div', {});
  const listRoom = h('div', {});
  const drawMake = () => show(makeRoom, vault.unlocked() ? makeCard() : lockCard());
  const drawLocked = () => show(lockedRoom, lockedCard());
  show(container, makeRoom, uploadRoom, lockedRoom, card(text.recordings.list, {}, listRoom));
  drawLocked();
  drawMake();
  // The user can undo a deletion after leaving and re-entering this section.
  list = recordingList(listRoom, (file) => list?.add(file));
  const hideUploads = showUploads(uploadRoom, list.add);
  const unsubscribe = [vault.subscribe(drawMake), session.subscribe((event) => {
    if (event !== 'user') return;
    drawLocked();
    list.refresh();
  })];
  return () => {
    unsubscribe.forEach((one) => one());
    hideUploads();
    player.stop();
    list = null;
  };
}
