import { NextResponse, type NextRequest } from "next/server";
import { contentSecurityPolicy } from "@/lib/content-security-policy";
import { requestIdOf } from "@/lib/request-id";

/** Runs before every request but static files: request id, content security policy, way to the backend. */
export function proxy(request: NextRequest): NextResponse {
  const requestId = requestIdOf(request.headers.get("x-request-id"));
  const { pathname } = request.nextUrl;
  const response = isBackendPath(pathname) ? forward(request, requestId) : page(request, requestId);
  response.headers.set("x-request-id", requestId);
  return response;
}

/** Sign-in is the only part of `/api` that lives here. */
function isBackendPath(pathname: string): boolean {
  return pathname.startsWith("/api/") && !pathname.startsWith("/api/auth/");
}

/**
 * Sends a call to the backend where no gateway does: in development, and behind a load balancer that
 * knows only the frontend. BACKEND_URL is read at run time, so one image serves every environment.
 */
function forward(request: NextRequest, requestId: string): NextResponse {
  const backend = process.env["BACKEND_URL"];
  if (!backend) return noBackend(requestId);
  const headers = new Headers(request.headers);
  headers.set("x-request-id", requestId);
  // The backend takes tokens alone: the session's cookie is none of its business.
  headers.delete("cookie");
  const target = new URL(request.nextUrl.pathname + request.nextUrl.search, backend);
  return NextResponse.rewrite(target, { request: { headers } });
}

function noBackend(requestId: string): NextResponse {
  const problem = {
    type: "about:blank",
    title: "No backend here",
    status: 502,
    detail: "The gateway must send /api to the backend, or BACKEND_URL must be set on the frontend.",
    request_id: requestId,
  };
  return NextResponse.json(problem, { status: 502, headers: { "content-type": "application/problem+json" } });
}

function page(request: NextRequest, requestId: string): NextResponse {
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce, {
    development: process.env.NODE_ENV === "development",
    https: process.env["BETTER_AUTH_URL"]?.startsWith("https:") ?? false,
  });
  const headers = new Headers(request.headers);
  headers.set("x-request-id", requestId);
  // Next reads the nonce for its own scripts out of the request's policy.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/((?!_next/static/|icon.svg).*)" };
