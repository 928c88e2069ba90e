import { beforeEach, describe, expect, it, vi } from "vitest";
import { OtherPerson, SignedOut, TokenSource } from "@/lib/token";
import { unsignedToken } from "../support/fake-backend";

const fetchToken = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  fetchToken.mockReset();
  vi.stubGlobal("fetch", fetchToken);
});

function answerWithToken(expiresInSeconds?: number): void {
  fetchToken.mockImplementation(() =>
    Promise.resolve(Response.json({ token: unsignedToken(expiresInSeconds) })),
  );
}

describe("TokenSource", () => {
  it("asks once for callers that come together, and keeps the token", async () => {
    answerWithToken();
    const source = new TokenSource("user-1");
    await Promise.all([source.get(), source.get()]);
    await source.get();
    expect(fetchToken).toHaveBeenCalledTimes(1);
  });

  it("renews a token shortly before it expires", async () => {
    answerWithToken(20);
    const source = new TokenSource("user-1");
    await source.get();
    await source.get();
    expect(fetchToken).toHaveBeenCalledTimes(2);
  });

  it("tells a session that is over from a service that is down", async () => {
    const source = new TokenSource("user-1");
    fetchToken.mockResolvedValueOnce(new Response(null, { status: 401 }));
    await expect(source.get()).rejects.toBeInstanceOf(SignedOut);
    fetchToken.mockResolvedValueOnce(new Response(null, { status: 503 }));
    await expect(source.get()).rejects.toThrow("status 503");
  });

  it("refuses a token of somebody else who has signed in in another tab", async () => {
    answerWithToken();
    await expect(new TokenSource("user-2").get()).rejects.toBeInstanceOf(OtherPerson);
  });

  it("gives up a request that nobody answers, and asks again for the next caller", async () => {
    const limit = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(limit.signal);
    vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => {
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(new DOMException("late", "TimeoutError"))),
      );
    });
    const source = new TokenSource("user-1");
    const first = source.get();
    limit.abort();
    await expect(first).rejects.toThrow("late");
    answerWithToken();
    vi.stubGlobal("fetch", fetchToken);
    await expect(source.get()).resolves.toContain(".");
  });

  it("asks again after a failure", async () => {
    fetchToken.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    const source = new TokenSource("user-1");
    await expect(source.get()).rejects.toThrow("Failed to fetch");
    answerWithToken();
    await expect(source.get()).resolves.toContain(".");
  });
});
