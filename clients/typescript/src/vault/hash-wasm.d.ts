// The module is made by scripts/build.mjs.
export function argon2id(options: {
  password: Uint8Array;
  salt: Uint8Array;
  memorySize: number;
  iterations: number;
  parallelism: number;
  hashLength: number;
  outputType: "binary";
}): Promise<Uint8Array>;
