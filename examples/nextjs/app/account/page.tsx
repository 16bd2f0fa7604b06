import { orThrow } from "@vestibule/client";
import { redirect } from "next/navigation";
import { currentSession, token } from "../../lib/session";
import { bearer, vestibule } from "../../lib/vestibule";
import { LogOut, ProfileForm } from "./forms";

/** Rendered on the server, which is the only one that knows the token. */
export default async function Account() {
  const session = await currentSession();
  if (!session) redirect("/");
  const headers = bearer((await token())!);
  const [profile, usage] = await Promise.all([
    orThrow(vestibule.api.GET("/api/user/profile", { headers })),
    orThrow(vestibule.api.GET("/api/user/usage", { headers })),
  ]);
  return (
    <main>
      <h1>Hello {profile.givenName ?? session.user.email ?? session.user.username}</h1>
      <ProfileForm givenName={profile.givenName ?? ""} />
      <h2>API</h2>
      <p>Your API key: <code>{session.api_token}</code></p>
      <p>{usage.usage_count} units used this month, {usage.remaining ?? "any number of"} left.</p>
      <LogOut />
    </main>
  );
}
