import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem, Backend } from "@/lib/backend";
import { TokenSource } from "@/lib/token";
import { FakeBackend } from "../support/fake-backend";

let fake: FakeBackend;
let backend: Backend;

beforeEach(() => {
  fake = new FakeBackend();
  vi.stubGlobal("fetch", fake.fetch);
  backend = new Backend(new TokenSource("user-1"));
});

describe("Backend", () => {
  it("sends the token with each call", async () => {
    await backend.listTasks("open");
    expect(fake.sent("GET /api/tasks")[0]?.authorization).toMatch(/^Bearer .+\..+\..+$/);
  });

  it("passes the filter and the cursor on", async () => {
    await backend.listTasks("completed", "50");
    expect(fake.sent("GET /api/tasks")[0]?.path).toBe("/api/tasks?status=completed&limit=50&cursor=50");
  });

  it("limits the time of a request that its caller can give up too", async () => {
    await backend.listTasks("open");
    const limit = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(limit.signal);
    vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => {
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(new DOMException("late", "TimeoutError"))),
      );
    });
    const listing = backend.listTasks("open", undefined, new AbortController().signal);
    setTimeout(() => limit.abort(), 10);
    await expect(listing).rejects.toThrow("late");
  });

  it("gets a new token once when the backend refuses the first", async () => {
    fake.refuseOnce("GET /api/tasks", 401, "Unknown key");
    await expect(backend.listTasks("open")).resolves.toEqual({ items: [], next_cursor: null });
    expect(fake.sent("GET /api/auth/token")).toHaveLength(2);
  });

  it("gives up when the new token is refused too", async () => {
    fake.refuseOnce("GET /api/tasks", 401, "Unknown key");
    fake.refuseOnce("GET /api/tasks", 401, "Unknown key");
    await expect(backend.listTasks("open")).rejects.toMatchObject({ status: 401 });
  });

  it("turns a problem document into an error with its reference", async () => {
    fake.refuseOnce("POST /api/tasks", 422, "title is too long");
    await expect(backend.createTask({ title: "x", timezone: "UTC" })).rejects.toEqual(
      new ApiProblem(422, "title is too long", "request-1"),
    );
  });

  it("makes sense of an error that is no problem document", async () => {
    vi.stubGlobal("fetch", (input: string) =>
      input === "/api/auth/token"
        ? fake.fetch(input)
        : Promise.resolve(new Response("<html>", { status: 504, headers: { "x-request-id": "edge-1" } })),
    );
    await expect(backend.listTasks("open")).rejects.toMatchObject({ status: 504, requestId: "edge-1" });
  });

  it("keeps an id inside its path segment", async () => {
    await expect(backend.deleteTask("../chat")).rejects.toMatchObject({ status: 404 });
    expect(fake.requests.at(-1)?.path).toBe("/api/tasks/..%2Fchat");
  });
});
