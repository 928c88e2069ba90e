import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { hideProbes } from "@/process/probes";

beforeAll(hideProbes);

/** The path that the application sees when this one is asked for with these headers. */
async function seenPath(path: string, headers: Record<string, string>): Promise<string | undefined> {
  const server = createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, headers, agent: false }, (response: IncomingMessage) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

describe.each(["/ready", "/health", "/ready/", "/ready?x=1"])("%s", (path) => {
  it.each([
    ["the pod's own address", { host: "127.0.0.1:3000" }],
    ["localhost in the pod", { host: "localhost:3000" }],
  ])("answers at %s", async (_, headers) => {
    expect(await seenPath(path, headers)).toBe(path);
  });

  it.each([
    ["through the gateway", { host: "127.0.0.1:3000", "x-forwarded-for": "192.0.2.1" }],
    ["through another proxy", { host: "127.0.0.1:3000", forwarded: "for=192.0.2.1" }],
    ["at the public name", { host: "todo.example.com" }],
    ["at a public address", { host: "20.1.2.3" }],
    ["at another pod's address", { host: "[fd00::5]:3000" }],
  ])("does not exist %s", async (_, headers) => {
    expect(await seenPath(path, headers)).toBe("/not-found");
  });
});

it("leaves every other path alone", async () => {
  expect(await seenPath("/", { host: "todo.example.com", "x-forwarded-for": "192.0.2.1" })).toBe("/");
});
