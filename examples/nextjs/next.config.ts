import type { NextConfig } from "next";
import { fileURLToPath } from "node:url";

const config: NextConfig = {
  poweredByHeader: false,
  // The client is a folder of this repository. An app that installs it as a package needs no root.
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
};

export default config;
