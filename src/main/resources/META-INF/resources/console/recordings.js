// The recordings: make, upload, list, play, link, delete.
import { h, show } from './dom.js';
import { makeCard } from './make.js';
import * as player from './player.js';
import { recordingList } from './recording-list.js';
import { text } from './text.js';
import { card } from './ui.js';
import { lockCard } from './unlock.js';
import { showUploads } from './uploads.js';
import * as vault from './vault.js';

let list = null;

export function open(room) {
  const makeRoom = h('div', {});
  const uploadRoom = h('div', {});
  const listRoom = h('div', {});
  const drawMake = () => show(makeRoom, vault.unlocked() ? makeCard() : lockCard());
  show(room, makeRoom, uploadRoom, card(text.recordings.list, {}, listRoom));
  drawMake();
  // A deletion may be taken back on a later visit than the one that it was made on.
  list = recordingList(listRoom, (file) => list?.add(file));
  const hideUploads = showUploads(uploadRoom, list.add);
  const unsubscribe = vault.subscribe(drawMake);
  return () => {
    unsubscribe();
    hideUploads();
    player.stop();
    list = null;
  };
}
