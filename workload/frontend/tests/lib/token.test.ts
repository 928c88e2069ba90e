import { beforeEach, describe, expect, it, vi } from "vitest";
import { SignedOut, TokenSource } from "@/lib/token";
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
    const source = new TokenSource();
    await Promise.all([source.get(), source.get()]);
    await source.get();
    expect(fetchToken).toHaveBeenCalledTimes(1);
  });

  it("renews a token shortly before it expires", async () => {
    answerWithToken(20);
    const source = new TokenSource();
    await source.get();
    await source.get();
    expect(fetchToken).toHaveBeenCalledTimes(2);
  });

  it("tells a session that is over from a service that is down", async () => {
    const source = new TokenSource();
    fetchToken.mockResolvedValueOnce(new Response(null, { status: 401 }));
    await expect(source.get()).rejects.toBeInstanceOf(SignedOut);
    fetchToken.mockResolvedValueOnce(new Response(null, { status: 503 }));
    await expect(source.get()).rejects.toThrow("status 503");
  });

  it("asks again after a failure", async () => {
    fetchToken.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    const source = new TokenSource();
    await expect(source.get()).rejects.toThrow("Failed to fetch");
    answerWithToken();
    await expect(source.get()).resolves.toContain(".");
  });
});
