import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/lib/log";
import { routePattern } from "@/lib/routes";

/** The status that proxies log when the client went away before the answer. */
const CLIENT_CLOSED_REQUEST = 499;
const PROBES = new Set(["/health", "/ready"]);

/**
 * Logs a line for every request when it is over.
 *
 * Next has no place for this: its proxy runs before the answer. Node announces each request on a
 * diagnostics channel, so nothing needs to be wrapped.
 */
export function logRequests(): void {
  channel("http.server.request.start").subscribe((event) => {
    const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
    const start = performance.now();
    // A forwarded request has ten listeners of Next's own, after which Node suspects a leak.
    response.setMaxListeners(20);
    response.once("close", () => logRequest(request, response, performance.now() - start));
  });
}

function logRequest(request: IncomingMessage, response: ServerResponse, duration: number): void {
  const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
  const route = routePattern(request.url ?? "/");
  // Probes come every few seconds from every node: only their failures are news.
  if (PROBES.has(route) && status < 400) return;
  const requestId = response.getHeader("x-request-id");
  log(status >= 500 ? "ERROR" : "INFO", "request", {
    ...(typeof requestId === "string" ? { request_id: requestId } : {}),
    route,
    method: request.method ?? "",
    status,
    duration_ms: Math.round(duration * 10) / 10,
  });
}
