import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// VESTIBULE_PROXY=http://localhost:8080 VITE_VESTIBULE_URL= npm run dev: page and service on one host, without CORS.
const service = process.env.VESTIBULE_PROXY;

export default defineConfig({
  plugins: [react()],
  server: { host: "localhost", port: 5173, proxy: service ? { "/api": { target: service, changeOrigin: false } } : undefined },
});
