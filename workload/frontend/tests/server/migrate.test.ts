import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { isUnavailable } from "@/server/database";
import { waitForDatabase } from "@/server/migrate";

const READY = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const ANSWER = Buffer.from([0x43, 0, 0, 0, 13, ...Buffer.from("SELECT 1\0"), 0x5a, 0, 0, 0, 5, 0x49]);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("waitForDatabase", () => {
  it("waits for a database that comes later", async () => {
    const port = await freePort();
    const server = createServer((socket) => {
      socket.once("data", () => {
        socket.write(READY);
        socket.on("data", (data) => (data[0] === 0x51 ? socket.write(ANSWER) : socket.end()));
      });
    });
    setTimeout(() => server.listen(port, "127.0.0.1"), 1_500);
    await waitForDatabase(`postgresql://u:p@127.0.0.1:${port}/d?sslmode=disable`, 10_000);
    server.close();
  });

  it("gives up with the last error when its time is over", async () => {
    const port = await freePort();
    await expect(waitForDatabase(`postgresql://u:p@127.0.0.1:${port}/d`, 100)).rejects.toThrow(
      "ECONNREFUSED",
    );
  });
});

describe("isUnavailable", () => {
  it.each(["ECONNREFUSED", "ENOTFOUND", "53300", "57P03", "08P01"])("%s passes", (code) => {
    expect(isUnavailable(Object.assign(new Error("x"), { code }))).toBe(true);
  });

  it.each(["28P01", "3D000", "SELF_SIGNED_CERT_IN_CHAIN", "42P01"])("%s does not pass", (code) => {
    expect(isUnavailable(Object.assign(new Error("x"), { code }))).toBe(false);
  });
});
