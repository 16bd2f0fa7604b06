// Devices, email address, password, recovery key, sign-in methods, recent activity, export and account deletion.
import { recentActivity } from './activity.js';
import { devicesCard } from './devices.js';
import { h, show } from './dom.js';
import { emailCard } from './email-card.js';
import { identitiesCard } from './identities.js';
import { dataCard } from './own-data.js';
import { passwordCard, recoveryCard } from './password.js';
import * as session from './session.js';
import { text } from './text.js';
import { card, load } from './ui.js';

const t = text.security;

export function open(container) {
  const events = h('div', {});
  const drawEvents = () => load(events, recentActivity, 4);
  const devices = devicesCard();
  const identities = identitiesCard(drawEvents);
  const email = emailCard(drawEvents);
  const password = passwordCard(() => {
    devices.draw();
    drawEvents();
  });
  show(container, devices.element, email.element, password, recoveryCard(), identities.element, card(t.events, { hint: t.eventsHint }, events), dataCard());
  devices.draw();
  identities.draw();
  drawEvents();
  const unsubscribe = session.subscribe((event) => {
    if (event === 'user') email.draw();
  });
  return unsubscribe;
}
