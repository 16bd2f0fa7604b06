import { continueLogIn, isProblem, logIn, signUp, type LoginResult } from "@vestibule/client";
import { useState, type FormEvent } from "react";
import { vestibule } from "./session";

/** Logs in or signs up, with a second factor if the account has one. */
export function Entry({ onOpened }: { onOpened: () => void }) {
  const [message, setMessage] = useState("");
  const [pending, setPending] = useState<string>();

  async function attempt(act: () => Promise<LoginResult | undefined>) {
    setMessage("");
    try {
      const result = await act();
      if (!result) setMessage("Verify your address first: see the mail.");
      else if (result.done) onOpened();
      else setPending(result.mfaToken);
    } catch (failure) {
      if (!isProblem(failure)) setMessage("The service cannot be reached.");
      else setMessage(failure.retryAfter ? `${failure.message} (${failure.retryAfter} s)` : failure.message);
    }
  }

  function enter(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const credentials = { email: String(form.get("email")), password: String(form.get("password")) };
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    void attempt(() => (submitter?.value === "sign-up" ? signUp(vestibule, credentials) : logIn(vestibule, credentials)));
  }

  function prove(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    void attempt(() => continueLogIn(vestibule, pending!, { code }));
  }

  return (
    <main>
      <h1>Vestibule and React</h1>
      {pending ? (
        <form onSubmit={prove}>
          <label>Code of your app <input name="code" inputMode="numeric" autoComplete="one-time-code" required /></label>
          <button>Continue</button>
        </form>
      ) : (
        <form onSubmit={enter}>
          <label>Email <input name="email" type="email" autoComplete="username" required /></label>
          <label>Password <input name="password" type="password" autoComplete="current-password" required /></label>
          <button value="log-in">Log in</button>
          <button value="sign-up">Sign up</button>
        </form>
      )}
      <p role="status">{message}</p>
    </main>
  );
}
