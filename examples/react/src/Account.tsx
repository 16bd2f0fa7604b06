import { isProblem, logOut, orThrow, type components } from "@vestibule/client";
import { useEffect, useState, type FormEvent } from "react";
import { vestibule } from "./session";

/** The profile of the current user, with one field to edit. */
export function Account({ email, onLeft }: { email: string; onLeft: () => void }) {
  const [profile, setProfile] = useState<components["schemas"]["Profile"]>();
  const [message, setMessage] = useState("");

  const attempt = (act: Promise<void>) =>
    act.catch((failure) => setMessage(isProblem(failure) ? failure.message : "The service cannot be reached."));

  useEffect(() => {
    void attempt(orThrow(vestibule.api.GET("/api/user/profile")).then(setProfile));
  }, []);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const givenName = String(new FormData(event.currentTarget).get("givenName"));
    void attempt(
      orThrow(vestibule.api.PATCH("/api/user/profile", { body: { givenName } })).then((saved) => {
        setProfile(saved);
        setMessage("Saved.");
      }),
    );
  }

  return (
    <main>
      <h1>Hello {profile?.givenName ?? email}</h1>
      {profile && (
        <form onSubmit={save}>
          <label>Given name <input name="givenName" defaultValue={profile.givenName ?? ""} /></label>
          <button>Save</button>
        </form>
      )}
      <p role="status">{message}</p>
      <button onClick={() => attempt(logOut(vestibule).then(onLeft))}>Log out</button>
    </main>
  );
}
