import type { Pool } from "pg";
import { describeError, log } from "@/lib/log";
import { createAuth, type Auth } from "./auth";
import { createPool } from "./database";
import { authSecret, databaseUrl, readSettings } from "./settings";

/** How long requests that started with replaced secrets may go on using their connections. */
const RETIREMENT_MS = 30_000;

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
  shared.todoRuntime = { databaseUrl: url, secret, pool, auth: createAuth(pool, secret, settings) };
  if (current) retire(current.pool);
  return shared.todoRuntime;
}

export function currentAuth(): Auth {
  return currentRuntime().auth;
}

function retire(pool: Pool): void {
  log("INFO", "secrets changed");
  setTimeout(() => void pool.end(), RETIREMENT_MS).unref();
}

function reportIdleError(error: Error): void {
  log("WARNING", "database connection lost", { reason: describeError(error) });
}
