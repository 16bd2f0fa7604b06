"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { send } from "../../lib/send";

export function ProfileForm({ givenName }: { givenName: string }) {
  const router = useRouter();
  const [message, setMessage] = useState("");

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("givenName");
    try {
      await send("PATCH", "/api/profile", { givenName: name });
      setMessage("Saved.");
      router.refresh();
    } catch (failure) {
      setMessage((failure as Error).message);
    }
  }

  return (
    <form onSubmit={save}>
      <label>Given name <input name="givenName" defaultValue={givenName} /></label>
      <button>Save</button>
      <p role="status">{message}</p>
    </form>
  );
}

export function LogOut() {
  const router = useRouter();
  const [message, setMessage] = useState("");

  async function leave() {
    try {
      await send("POST", "/api/auth/logout");
      router.replace("/");
      router.refresh();
    } catch (failure) {
      setMessage((failure as Error).message);
    }
  }

  return (
    <>
      <button onClick={leave}>Log out</button>
      <p role="alert">{message}</p>
    </>
  );
}
