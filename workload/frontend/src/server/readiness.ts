import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "@/lib/log";
import { AUTH_SCHEMA } from "./database";
import { answeredRecently, noteAnswer } from "./last-answer";
import { currentRuntime } from "./runtime";

/** Below the 500 ms that a probe may take, with room for the answer itself on a busy node. */
const DEADLINE_MS = 300;
const SHARED_MS = 1_000;

export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

let latest: { readonly at: number; readonly verdict: Promise<Readiness> } | undefined;

/** The verdict of a check that began at most a second ago: however many ask, the database is asked once. */
export function currentReadiness(): Promise<Readiness> {
  if (!latest || performance.now() - latest.at > SHARED_MS) {
    latest = { at: performance.now(), verdict: checkReadiness() };
  }
  return latest.verdict;
}

/**
 * Whether this replica can sign people in: its database answers and has the sign-in tables.
 *
 * The backend is not asked. A page and a sign-in work without it and say so where it is missing;
 * if its outage took every frontend replica out of service too, nobody would be told anything.
 */
async function checkReadiness(): Promise<Readiness> {
  const deadline = new AbortController();
  try {
    return await Promise.race([checkDatabase(), timeOut(deadline.signal)]);
  } catch (error) {
    return { ready: false, reason: describeError(error) };
  } finally {
    deadline.abort();
  }
}

async function checkDatabase(): Promise<Readiness> {
  const { pool } = currentRuntime();
  // All connections are at work, and the database answers them: a place in their queue would tell nothing more.
  if (pool.waitingCount > 0 && answeredRecently()) return { ready: true };
  const result = await pool.query<{ migrated: boolean }>("SELECT to_regclass($1) IS NOT NULL AS migrated", [
    `${AUTH_SCHEMA}.jwks`,
  ]);
  noteAnswer();
  if (result.rows[0]?.migrated) return { ready: true };
  return { ready: false, reason: "The sign-in tables are missing: run `node migrate.mjs` first." };
}

async function timeOut(signal: AbortSignal): Promise<Readiness> {
  await wait(DEADLINE_MS, undefined, { signal });
  return { ready: false, reason: `The database did not answer within ${DEADLINE_MS} ms.` };
}
