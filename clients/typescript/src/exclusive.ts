import { localStorageOrNone } from "./store.js";

/** How long a tab that has crashed can keep the others waiting. */
const LEASE_MILLIS = 15_000;

/** Longer than another tab needs from its look at the lease to its entry. */
const SETTLE_MILLIS = 60;

/** Runs work of this name alone, among all tabs of the origin. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Web Locks; without them, a lease in `localStorage`; without that, as in Node.js and React Native, there are no other tabs.
 */
export function exclusive(name: string): Exclusive {
  const locks = globalThis.navigator?.locks;
  const storage = localStorageOrNone();
  return inTurn(
    locks
      ? async (work) => await locks.request(name, work)
      : storage
        ? (work) => leased(storage, `${name}.lease`, work)
        : (work) => work(),
  );
}

/** One after the other in this tab. */
function inTurn(outer: Exclusive): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(() => outer(work));
    last = mine.catch(() => {});
    return mine;
  };
}

/**
 * Not as strict as a lock: two tabs can enter if one of them stands still for long. The service forgives it, because a
 * repeated refresh returns the same token.
 */
async function leased<T>(storage: Storage, key: string, work: () => Promise<T>): Promise<T> {
  const id = crypto.randomUUID?.() ?? String(Math.random());
  for (;;) {
    const [, until = "0"] = (storage.getItem(key) ?? "").split(" ");
    if (Number(until) < Date.now() || Number(until) > Date.now() + LEASE_MILLIS) {
      storage.setItem(key, `${id} ${Date.now() + LEASE_MILLIS}`);
      await pause(SETTLE_MILLIS);
      if (storage.getItem(key)?.startsWith(`${id} `)) {
        break;
      }
    }
    await pause(SETTLE_MILLIS * (1 + Math.random()));
  }
  try {
    return await work();
  } finally {
    if (storage.getItem(key)?.startsWith(`${id} `)) {
      storage.removeItem(key);
    }
  }
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
