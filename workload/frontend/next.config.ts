import type { NextConfig } from "next";

const root = import.meta.dirname;

/** Headers of every response. The content security policy carries a nonce, so `src/proxy.ts` sets it. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const nextConfig: NextConfig = {
  output: "standalone",
  // The repository's root has a lock file of its own: without these, Next would take that for its root.
  outputFileTracingRoot: root,
  turbopack: { root },
  // No picture is resized here, so the native image library need not be in the image.
  outputFileTracingExcludes: { "next-server": ["node_modules/sharp/**", "node_modules/@img/**"] },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // A chat answer may take longer than the 30 seconds that a forwarded request gets otherwise.
  experimental: { proxyTimeout: 65_000 },
  headers: () => Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
};

export default nextConfig;
