import { channel } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const PROBES = new Set(["/health", "/ready"]);
/** A page that does not exist. */
const NOWHERE = "/not-found";

/**
 * Keeps `/health` and `/ready` for the kubelet, which asks at the pod's own address.
 *
 * The gateway marks what it passes on with the visitor's address, and a public address of the Service is not
 * the pod's. Next's proxy runs too late to tell: by then Next has added the mark to every request.
 */
export function hideProbes(): void {
  channel("http.server.request.start").subscribe((event) => {
    const { request } = event as { request: IncomingMessage };
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    if (PROBES.has(path.replace(/\/+$/, "")) && !isFromInside(request)) request.url = NOWHERE;
  });
}

function isFromInside(request: IncomingMessage): boolean {
  if (request.headers["x-forwarded-for"] !== undefined || request.headers.forwarded !== undefined)
    return false;
  const own = (request.socket.localAddress ?? "").replace(/^::ffff:/, "");
  const asked = hostname(request.headers.host ?? "");
  return asked === own || (asked === "localhost" && isLoopback(own));
}

/** The host of a Host header without its port: `10.0.0.5:3000`, `[fd00::5]:3000`, `localhost`. */
function hostname(host: string): string {
  return host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
