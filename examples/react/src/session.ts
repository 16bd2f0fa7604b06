import { createClient, currentUser, type components } from "@vestibule/client";
import { useCallback, useEffect, useState } from "react";

export const vestibule = createClient({ baseUrl: import.meta.env.VITE_VESTIBULE_URL ?? "http://localhost:8080" });

type Session = components["schemas"]["SessionResponse"];

/** The current session: `loading` at first, `undefined` if nobody is logged in. `reload` after the user has logged in or out. */
export function useSession() {
  const [session, setSession] = useState<Session | "loading" | "offline" | undefined>("loading");
  const reload = useCallback(() => currentUser(vestibule).then(setSession, () => setSession("offline")), []);
  useEffect(() => {
    void reload();
    const stopRenewal = vestibule.session.keepAlive();
    // Another tab has logged in or out, or the session has ended.
    const unsubscribe = vestibule.session.subscribe(({ type, here }) => {
      if (type === "ended" || (type === "opened" && !here)) void reload();
    });
    return () => {
      stopRenewal();
      unsubscribe();
    };
  }, [reload]);
  return { session, reload };
}
