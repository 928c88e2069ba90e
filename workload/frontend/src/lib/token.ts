import { decodeJwt } from "jose";

/** The session is over: only signing in again helps. */
export class SignedOut extends Error {
  override name = "SignedOut";
}

/** Renewed this early, so that a token does not expire on its way. */
const MARGIN_MS = 30_000;

/**
 * The token for the backend, fetched with the session's cookie and kept in memory alone: script that
 * should not be here finds nothing in storage.
 */
export class TokenSource {
  private pending: Promise<string> | undefined;
  private expiresAt = 0;

  /** @throws SignedOut when the session is over; any other error when sign-in cannot be reached. */
  get(): Promise<string> {
    if (!this.pending || Date.now() > this.expiresAt - MARGIN_MS) {
      this.expiresAt = Infinity;
      this.pending = this.fetch().catch((error: unknown) => {
        this.discard();
        throw error;
      });
    }
    return this.pending;
  }

  /** Forgets a token that the backend refused. */
  discard(): void {
    this.pending = undefined;
  }

  private async fetch(): Promise<string> {
    const response = await fetch("/api/auth/token", { cache: "no-store" });
    if (response.status === 401) throw new SignedOut("The session has ended.");
    if (!response.ok) throw new Error(`No token: status ${response.status}.`);
    const { token } = (await response.json()) as { token: string };
    this.expiresAt = (decodeJwt(token).exp ?? 0) * 1000;
    return token;
  }
}
