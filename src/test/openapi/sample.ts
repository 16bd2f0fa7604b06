// A program that a developer would write with a client made from the OpenAPI document: it signs up, logs in, patches a
// profile, uploads a recording and lists the recordings. .ci/steps/openapi checks its types, and runs it where SERVICE_URL
// names a service.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Problem = components["schemas"]["Problem"];

/** Returns the data of a response; fails with the code of the problem. */
function dataOf<T>(result: { data?: T; error?: Problem; response: Response }): T {
  if (result.error !== undefined) {
    throw new Error(`${result.response.status} ${result.error.code}: ${result.error.error}`);
  }
  return result.data as T;
}

export async function run(baseUrl: string): Promise<string[]> {
  const api = createClient<paths>({ baseUrl });
  const credentials = {
    email: `sample-${Date.now()}@people.example`,
    password: `${crypto.randomUUID()}-sample`,
  };

  const account = dataOf(await api.POST("/api/auth/signup", { body: credentials }));
  if (!account.token) {
    // A service with vestibule.sign-up.verification=required: the mail has the link.
    throw new Error(account.message ?? "verify the address first");
  }
  const apiToken: string = account.token;

  // One unit, for "units" is optional.
  const usage = dataOf(
    await api.POST("/api/usage", { headers: { "X-API-Key": apiToken }, body: { request_id: crypto.randomUUID() } }),
  );
  const remaining: number | null = usage.remaining ?? null;

  const again = await api.POST("/api/auth/signup", { body: credentials });
  if (again.error?.code !== "user-exists-at-signup") {
    throw new Error("an address cannot sign up twice");
  }

  const session = dataOf(await api.POST("/api/login", { body: credentials }));
  // Null only for an account without a password.
  const wrappedAudioKey: string | undefined = session.audio_key?.wrapped;
  const headers = { Authorization: `Bearer ${session.token}` };

  const current = await api.GET("/api/user/profile", { headers });
  const profile = dataOf(
    await api.PATCH("/api/user/profile", {
      headers,
      params: { header: { "If-Match": current.response.headers.get("ETag") ?? "*" } },
      // A custom field; null removes a member.
      body: { givenName: "Ada", familyName: null, favouriteColour: "green" },
    }),
  );
  const colour: unknown = profile["favouriteColour"];

  const ciphertext = new Uint8Array(64);
  const upload = dataOf(
    await api.POST("/api/audio-file/upload-url", {
      headers,
      body: { file_name: "a.m4a", content_type: "audio/mp4", file_size: ciphertext.length },
    }),
  );
  const { "content-length": _, ...signed } = upload.headers;
  const stored = await fetch(upload.upload_url, { method: upload.method, headers: signed, body: ciphertext });
  if (!stored.ok) {
    throw new Error(`the upload failed with ${stored.status}`);
  }
  const registered = dataOf(
    await api.POST("/api/audio-file", {
      headers,
      body: { s3_key: upload.s3_key, file_size: ciphertext.length, content_type: "audio/mp4" },
    }),
  );

  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: components["schemas"]["AudioList"] = dataOf(
      await api.GET("/api/user/audio-files", {
        headers,
        params: { query: { limit: 10, ...(cursor === null ? {} : { cursor }) } },
      }),
    );
    for (const file of page.audio_files) {
      const bytes: number = file.file_size ?? 0;
      names.push(`${file.file_id} ${file.status} ${bytes}`);
    }
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);

  if (!names.some((name) => name.startsWith(registered.audio_file.file_id))) {
    throw new Error("the list does not hold the recording");
  }
  if (colour !== "green" || remaining === undefined || wrappedAudioKey === undefined) {
    throw new Error("a response lacks a member");
  }
  await api.POST("/api/auth/logout", { headers });
  return names;
}
