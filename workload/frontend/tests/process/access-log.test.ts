import { createServer, get, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { logRequests } from "@/process/access-log";

let lines: Record<string, unknown>[];

beforeAll(logRequests);

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(JSON.parse(String(text)) as Record<string, unknown>);
    return true;
  });
});

async function serve(listener: RequestListener, visit: (origin: string) => Promise<unknown>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => server.close(resolve));
}

it("logs route, method, status, duration and request id, but not the query", async () => {
  await serve(
    (_, response) => response.writeHead(503, { "x-request-id": "request-1" }).end(),
    (origin) => fetch(`${origin}/api/auth/token?email=ada@example.com`),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    severity: "ERROR",
    route: "/api/auth/*",
    method: "GET",
    status: 503,
    duration_ms: expect.any(Number) as number,
  });
  expect(JSON.stringify(lines)).not.toContain("ada@example.com");
});

it("is silent about probes until one fails", async () => {
  let status = 200;
  await serve(
    (_, response) => response.writeHead(status).end(),
    async (origin) => {
      await fetch(`${origin}/ready`);
      expect(lines).toEqual([]);
      status = 503;
      await fetch(`${origin}/ready`);
    },
  );
  expect(lines[0]).toMatchObject({ route: "/ready", status: 503 });
});

it("logs a client that went away as 499", async () => {
  await serve(
    () => undefined,
    (origin) =>
      new Promise((resolve) => {
        const request = get(`${origin}/`).on("error", resolve);
        setTimeout(() => request.destroy(), 50);
      }),
  );
  await vi.waitFor(() => expect(lines[0]).toMatchObject({ status: 499 }));
});
