import { decodeJwt } from "jose";

/** The session is over: only signing in again helps. */
export class SignedOut extends Error {
  override name = "SignedOut";
}

/** Somebody else has signed in in this browser since the page was loaded: nothing here may go to their account. */
export class OtherPerson extends Error {
  override name = "OtherPerson";
}

/** Without an answer in this time there is none. */
const TIMEOUT_MS = 10_000;
/** Renewed this early, so that a token does not expire on its way. */
const MARGIN_MS = 30_000;

/**
 * The token for the backend, fetched with the session's cookie and kept in memory alone: script that
 * should not be here finds nothing in storage.
 */
export class TokenSource {
  /** @param userId whom the page was loaded for; the session's cookie may be somebody else's by now. */
  constructor(private readonly userId: string) {}

  private pending: Promise<string> | undefined;
  private expiresAt = 0;

  /**
   * @throws SignedOut when the session is over, OtherPerson when it is somebody else's; any other error when
   * sign-in cannot be reached.
   */
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
    const response = await fetch("/api/auth/token", {
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401) throw new SignedOut("The session has ended.");
    if (!response.ok) throw new Error(`No token: status ${response.status}.`);
    const { token } = (await response.json()) as { token: string };
    const { sub, exp } = decodeJwt(token);
    if (sub !== this.userId) throw new OtherPerson("The session belongs to somebody else.");
    this.expiresAt = (exp ?? 0) * 1000;
    return token;
  }
}
