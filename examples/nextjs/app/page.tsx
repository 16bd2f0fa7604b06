import { redirect } from "next/navigation";
import { currentSession } from "../lib/session";
import { Entry } from "./entry";

export default async function Home() {
  if (await currentSession()) redirect("/account");
  return (
    <main>
      <h1>Vestibule and Next.js</h1>
      <Entry />
    </main>
  );
}
