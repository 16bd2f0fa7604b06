// The command `next` without its telemetry, on every platform.
process.env.NEXT_TELEMETRY_DISABLED = "1";
await import("next/dist/bin/next");
