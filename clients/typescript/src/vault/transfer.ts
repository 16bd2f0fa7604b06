import { ProblemError } from "../problems.js";
import type { components } from "../schema.js";

type Place = Pick<components["schemas"]["UploadUrlResponse"], "upload_url" | "method" | "headers">;

interface Watch {
  /** Bytes that the object store has received. */
  onProgress?: ((done: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Sends ciphertext to its place in the object store. Throws a ProblemError if the store refuses it, a TypeError without a connection.
 * Browsers report progress by XMLHttpRequest only.
 */
export async function putObject(place: Place, sealed: Blob, watch: Watch = {}): Promise<void> {
  // The platform sets these two itself.
  const headers = Object.entries(place.headers).filter(([name]) => !/^(content-length|host)$/i.test(name));
  if (watch.onProgress && "XMLHttpRequest" in globalThis) {
    succeeded(await putByXhr(place, headers, sealed, watch));
    return;
  }
  const { signal } = watch;
  succeeded(await fetch(place.upload_url, { method: place.method, headers, body: sealed, ...(signal ? { signal } : {}) }));
  watch.onProgress?.(sealed.size);
}

/** The object store answers errors in XML. */
export function succeeded(response: Response): Response {
  if (response.ok) {
    return response;
  }
  const sentence = `the object store answered ${response.status}`;
  const { status } = response;
  throw new ProblemError({ type: "about:blank", title: sentence, status, detail: sentence, error: sentence, code: "unknown" }, response);
}

function putByXhr(place: Place, headers: [string, string][], sealed: Blob, { onProgress, signal }: Watch): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(place.method, place.upload_url);
    headers.forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.addEventListener("progress", ({ loaded }) => onProgress?.(loaded));
    request.addEventListener("load", () => resolve(new Response(null, { status: request.status })));
    request.addEventListener("error", () => reject(new TypeError("the object store cannot be reached")));
    request.addEventListener("abort", () => reject(signal?.reason));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(sealed);
  });
}
