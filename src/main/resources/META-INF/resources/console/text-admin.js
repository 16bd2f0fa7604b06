// The text of the section for administrators; part of text.js.
import { plurals } from './language.js';

const by = plurals('en');

export const admin = {
  title: 'Admin',
  lead: 'Users, service keys and webhooks.',
  role: 'Role',
  roles: { customer: 'Customer', vendor: 'Vendor', admin: 'Admin' },
  status: 'Status',
  statuses: { active: 'Active', suspended: 'Suspended' },
  plan: 'Plan',
  users: 'Users',
  usersHint: 'All accounts, the newest first.',
  filter: 'Filter',
  prefix: 'Email address',
  prefixHint: 'The whole address or its beginning.',
  search: 'Search',
  any: 'Any',
  created: 'Created',
  lastLogin: 'Last login',
  never: 'Never',
  user: 'User',
  openUser: (name) => `Open ${name}`,
  noPassword: 'No password yet',
  none: 'No users found',
  noneHint: 'Change the search or the filters.',
  shown: (count) => `${count} ${by(count, { one: 'user', other: 'users' })}`,
  shownOfMore: (count) => `${count} ${by(count, { one: 'user', other: 'users' })} shown, there are more`,
  searching: 'Nothing found so far. Continue to search older accounts.',
  create: 'Create a user',
};
