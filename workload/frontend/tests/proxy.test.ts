import { NextRequest } from "next/server";
import { describe, expect, it, vi } from "vitest";
import { proxy } from "@/proxy";

function request(path: string, headers: Record<string, string> = {}): NextRequest {
  return new NextRequest(new URL(path, "http://localhost:3000"), { headers });
}

/** Next hands changed request headers on in response headers of this prefix. */
const OVERRIDE = "x-middleware-request-";

describe("proxy for pages", () => {
  it("gives each response a nonce of its own, which Next finds in the request", () => {
    const first = proxy(request("/")).headers;
    const policy = first.get("content-security-policy");
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w-]{36}' 'strict-dynamic';/);
    expect(first.get(`${OVERRIDE}content-security-policy`)).toBe(policy);
    expect(proxy(request("/")).headers.get("content-security-policy")).not.toBe(policy);
  });

  it("allows neither inline scripts nor frames nor foreign hosts", () => {
    const policy = proxy(request("/")).headers.get("content-security-policy") ?? "";
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:/);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it("upgrades requests only where the application is reached by HTTPS", () => {
    vi.stubEnv("BETTER_AUTH_URL", "http://localhost:3000");
    expect(proxy(request("/")).headers.get("content-security-policy")).not.toContain("upgrade");
    vi.stubEnv("BETTER_AUTH_URL", "https://todo.example.com");
    expect(proxy(request("/")).headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
  });

  it("keeps a request id that can be logged and replaces any other", () => {
    expect(proxy(request("/", { "x-request-id": "gateway-0001" })).headers.get("x-request-id")).toBe(
      "gateway-0001",
    );
    expect(proxy(request("/", { "x-request-id": "a b" })).headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  });
});

describe("proxy for the backend's paths", () => {
  it("forwards to BACKEND_URL with the request id and without the session's cookie", () => {
    vi.stubEnv("BACKEND_URL", "http://backend:8000");
    const { headers } = proxy(
      request("/api/tasks?status=open", { cookie: "session=1", "x-request-id": "gateway-0001" }),
    );
    expect(headers.get("x-middleware-rewrite")).toBe("http://backend:8000/api/tasks?status=open");
    expect(headers.get(`${OVERRIDE}x-request-id`)).toBe("gateway-0001");
    expect(headers.get("x-middleware-override-headers")).not.toContain("cookie");
  });

  it("never forwards to another host, whatever the path", () => {
    vi.stubEnv("BACKEND_URL", "http://backend:8000");
    const { headers } = proxy(request("/api//evil.example/tasks"));
    expect(new URL(headers.get("x-middleware-rewrite") ?? "").host).toBe("backend:8000");
  });

  it("keeps sign-in here", () => {
    vi.stubEnv("BACKEND_URL", "http://backend:8000");
    expect(proxy(request("/api/auth/token")).headers.has("x-middleware-rewrite")).toBe(false);
  });

  it("says what is missing where nothing routes to a backend", async () => {
    const response = proxy(request("/api/tasks"));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("BACKEND_URL") as string });
  });
});
