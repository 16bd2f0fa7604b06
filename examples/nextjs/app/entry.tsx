"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { send, type SendError } from "../lib/send";

/** Logs in or signs up, with a second factor if the account has one. */
export function Entry() {
  const router = useRouter();
  const [message, setMessage] = useState("");
  const [pending, setPending] = useState<string>();

  async function attempt(path: string, body: unknown) {
    setMessage("");
    try {
      const answer = await send("POST", path, body);
      if (answer.logged_in === false) setMessage(String(answer.message));
      else router.replace("/account");
    } catch (failure) {
      const { code, mfa_token, message } = failure as SendError;
      if (code === "mfa-required") setPending(mfa_token);
      else setMessage(message);
    }
  }

  function enter(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(event.currentTarget));
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    void attempt(submitter?.value === "sign-up" ? "/api/auth/signup" : "/api/auth/login", { email, password });
  }

  function prove(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void attempt("/api/auth/mfa", { mfa_token: pending, code: new FormData(event.currentTarget).get("code") });
  }

  return (
    <>
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
    </>
  );
}
