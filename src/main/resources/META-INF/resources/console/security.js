// Devices, password, recovery key, ways to sign in, recent activity, export and deletion.
import { recentActivity } from './activity.js';
import { devicesCard } from './devices.js';
import { h, show } from './dom.js';
import { identitiesCard } from './identities.js';
import { dataCard } from './own-data.js';
import { passwordCard, recoveryCard } from './password.js';
import { text } from './text.js';
import { card, load } from './ui.js';

const t = text.security;

export function open(room) {
  const events = h('div', {});
  const drawEvents = () => load(events, recentActivity, 4);
  const devices = devicesCard();
  const identities = identitiesCard(drawEvents);
  const password = passwordCard(() => {
    devices.draw();
    drawEvents();
  });
  show(room, devices.element, password, recoveryCard(), identities.element, card(t.events, { hint: t.eventsHint }, events), dataCard());
  devices.draw();
  identities.draw();
  drawEvents();
}
