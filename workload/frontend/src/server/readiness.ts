import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "@/lib/log";
import { AUTH_SCHEMA } from "./database";
import { currentRuntime } from "./runtime";

/** Below the 500 ms that a probe may take, with room for the answer itself on a busy node. */
const DEADLINE_MS = 300;

export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

/**
 * Whether this replica can sign people in: its database answers and has the sign-in tables.
 *
 * The backend is not asked. A page and a sign-in work without it and say so where it is missing;
 * if its outage took every frontend replica out of service too, nobody would be told anything.
 */
export async function checkReadiness(): Promise<Readiness> {
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
  const result = await currentRuntime().pool.query<{ migrated: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS migrated",
    [`${AUTH_SCHEMA}.jwks`],
  );
  if (result.rows[0]?.migrated) return { ready: true };
  return { ready: false, reason: "The sign-in tables are missing: run `node migrate.mjs` first." };
}

async function timeOut(signal: AbortSignal): Promise<Readiness> {
  await wait(DEADLINE_MS, undefined, { signal });
  return { ready: false, reason: `The database did not answer within ${DEADLINE_MS} ms.` };
}
