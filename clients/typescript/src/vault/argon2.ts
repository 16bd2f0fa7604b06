import type { components } from "../schema.js";

/** Argon2id (RFC 9106), version 0x13, to 32 bytes; `m` in KiB. */
export type Argon2id = (
  password: Uint8Array,
  salt: Uint8Array,
  parameters: Pick<components["schemas"]["KeyDerivation"], "m" | "t" | "p">,
) => Promise<Uint8Array>;

/**
 * hash-wasm, 12 KB compressed, loaded when it is first needed. A content security policy must allow `wasm-unsafe-eval`.
 * Where there is no WebAssembly, as in React Native, give the vault an implementation of the platform.
 */
export const webAssembly: Argon2id = async (password, salt, { m, t, p }) => {
  const { argon2id } = await import("./hash-wasm.js");
  return argon2id({
    password,
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: "binary",
  });
};
