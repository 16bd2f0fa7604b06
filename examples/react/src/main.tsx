import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Account } from "./Account";
import { Entry } from "./Entry";
import { useSession } from "./session";

function App() {
  const { session, reload } = useSession();
  if (session === "loading") return <p>Loading…</p>;
  if (session === "offline") return <p>The service cannot be reached. <button onClick={reload}>Try again</button></p>;
  return session ? <Account email={session.user.email ?? session.user.username} onLeft={reload} /> : <Entry onOpened={reload} />;
}

createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
