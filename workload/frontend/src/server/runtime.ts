import type { Pool } from "pg";
import { describeError, log } from "@/lib/log";
import { createAuth, type Auth } from "./auth";
import { createPool } from "./database";
import type { Connections } from "./outages";
import { authSecret, databaseUrl, readSettings } from "./settings";

const SERVED_CHECK_MS = 50;

interface Runtime {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly pool: Pool;
  readonly auth: Auth;
}

/** Next may load this module into several bundles of one process: they share one pool through here. */
const shared = globalThis as typeof globalThis & { todoRuntime?: Runtime };

/**
 * The pool and the sign-in for the secrets as they are now.
 *
 * A rotated secret is used from the next request on, without a restart.
 *
 * @throws SettingsError when a setting or secret is missing or wrong.
 */
export function currentRuntime(): Runtime {
  const url = databaseUrl();
  const secret = authSecret();
  const current = shared.todoRuntime;
  if (current?.databaseUrl === url && current.secret === secret) return current;
  const settings = readSettings();
  const pool = createPool(url, settings.databasePoolSize, reportIdleError);
  shared.todoRuntime = { databaseUrl: url, secret, pool, auth: createAuth(ofTheMoment, secret, settings) };
  if (current) retire(current.pool);
  return shared.todoRuntime;
}

/**
 * Connections of the pool that is current when one is asked for: a request that started with replaced secrets
 * goes on with the new pool, so that the old one can close at once. Two pools side by side would open more
 * connections than this replica's share of the server's.
 */
const ofTheMoment: Connections = {
  connect: () => currentRuntime().pool.connect(),
  end: () => currentRuntime().pool.end(),
};

export function currentAuth(): Auth {
  return currentRuntime().auth;
}

function retire(pool: Pool): void {
  log("INFO", "secrets changed");
  closeWhenServed(pool);
}

/** Idle connections close at once, those in use when their request gives them back. Whoever waits is served first. */
function closeWhenServed(pool: Pool): void {
  if (pool.waitingCount > 0) setTimeout(() => closeWhenServed(pool), SERVED_CHECK_MS).unref();
  else pool.end().catch(reportIdleError);
}

function reportIdleError(error: Error): void {
  log("WARNING", "database connection lost", { reason: describeError(error) });
}
