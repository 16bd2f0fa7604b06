// Devices, email address, password, two-step login, passkeys, recovery key, sign-in methods, recent activity, export and account deletion.
import { recentActivity } from './activity.js';
import { devicesCard } from './devices.js';
import { h, show } from './dom.js';
import { emailCard } from './email-card.js';
import { identitiesCard } from './identities.js';
import { dataCard } from './own-data.js';
import { passkeysCard } from './passkeys.js';
import { passwordCard, recoveryCard } from './password.js';
import * as session from './session.js';
import { text } from './text.js';
import { twoStepCard } from './two-step.js';
import { card, load } from './ui.js';

const t = text.security;

export function open(container) {
  const events = h('div', {});
  const drawEvents = () => load(events, recentActivity, 4);
  const devices = devicesCard();
  const identities = identitiesCard(drawEvents);
  const email = emailCard(drawEvents);
  const changedFactors = () => {
    drawEvents();
    session.factorsChanged();
  };
  const twoStep = twoStepCard(changedFactors);
  const passkeys = passkeysCard(changedFactors);
  const password = passwordCard(() => {
    devices.draw();
    drawEvents();
  });
  const recovery = recoveryCard();
  show(container, devices.element, email.element, password, twoStep.element, passkeys.element, recovery.element, identities.element, card(t.events, { hint: t.eventsHint }, events), dataCard());
  devices.draw();
  identities.draw();
  twoStep.draw();
  passkeys.draw();
  drawEvents();
  const unsubscribe = session.subscribe((event) => {
    if (event !== 'user') return;
    email.draw();
    recovery.draw();
  });
  return unsubscribe;
}
