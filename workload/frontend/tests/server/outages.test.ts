import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createAuth } from "@/server/auth";
import { createPool } from "@/server/database";
import { answerInOutages } from "@/server/outages";

const SETTINGS = {
  publicOrigin: "http://todo.example",
  databasePoolSize: 1,
  signInAttemptsPerMinute: 30,
  migrationWaitSeconds: 1,
};
const SECRET = "a".repeat(32);

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

/** A server that refuses every sign-in with this SQLSTATE, in PostgreSQL's protocol. */
async function refusing(sqlstate: string): Promise<string> {
  const fields = `SFATAL\0VFATAL\0C${sqlstate}\0Mrefused\0\0`;
  const message = Buffer.alloc(5 + fields.length);
  message.write("E", 0);
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5);
  server = createServer((socket) => socket.once("data", () => socket.end(message)));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `postgresql://u:p@127.0.0.1:${port}/todo?sslmode=disable`;
}

async function ask(sqlstate: string, path: string, body?: object): Promise<Response> {
  const pool = createPool(await refusing(sqlstate), 1, () => undefined);
  const auth = createAuth(pool, SECRET, SETTINGS);
  const request = new Request(`http://todo.example/api/auth${path}`, {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json", origin: "http://todo.example" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response = await answerInOutages(() => auth.handler(request));
  await pool.end();
  return response;
}

describe("a sign-in while the server has no connection left", () => {
  it.each([
    ["/sign-in/email", { email: "a@example.com", password: "long enough" }],
    ["/sign-up/email", { email: "a@example.com", password: "long enough", name: "a" }],
    ["/jwks", undefined],
  ])("%s is answered with 503 and when to come back", async (path, body) => {
    const response = await ask("53300", path, body);
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("1");
  });

  it("is answered in the same way when a query loses its connection", async () => {
    const response = await answerInOutages(() => Promise.reject(new Error("Query read timeout")));
    expect(response.status).toBe(503);
    await expect(answerInOutages(() => Promise.reject(new Error("a fault")))).rejects.toThrow("a fault");
  });

  it("is an error as before where waiting changes nothing", async () => {
    const response = await ask("28P01", "/jwks").catch(() => new Response(null, { status: 500 }));
    expect(response.status).toBe(500);
  });
});
