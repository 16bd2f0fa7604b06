// The encrypted details of a recording: docs/audio-format.md, section 4.
import { fromBase64Url, toBase64Url } from "../base64url.js";
import { decryptStream, encryptStream } from "./format.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Keep members that you do not know when you write. `peaks`: the loudness of 200 equal parts, one digit of base64url for each. */
export interface Details {
  peaks?: string;
  [member: string]: unknown;
}

const contextOf = (userId: string, s3Key: string): Bytes => new TextEncoder().encode(`vestibule/audio-details/v1/${userId}/${s3Key}`);

/** The member `details` of the record. */
export async function encryptDetails(audioKey: CryptoKey, userId: string, s3Key: string, details: Details): Promise<string> {
  const plain = new TextEncoder().encode(JSON.stringify(details));
  return toBase64Url(await through(plain, encryptStream(audioKey, contextOf(userId, s3Key))));
}

/** The details of a record; none if they are not readable, because a recording can be played without them. */
export async function decryptDetails(
  audioKey: CryptoKey,
  userId: string,
  { s3_key, details }: { s3_key: string; details?: string | null | undefined },
): Promise<Details> {
  try {
    const plain = details ? await through(fromBase64Url(details), decryptStream(audioKey, contextOf(userId, s3_key))) : undefined;
    const read: unknown = plain && JSON.parse(new TextDecoder().decode(plain));
    return typeof read === "object" && read !== null ? (read as Details) : {};
  } catch {
    return {};
  }
}

const through = async (bytes: Bytes, stream: TransformStream<Bytes, Bytes>): Promise<Bytes> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
