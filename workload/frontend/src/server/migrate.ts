import { setTimeout as pause } from "node:timers/promises";
import { getMigrations } from "better-auth/db/migration";
import { Client } from "pg";
import { describeError, log } from "@/lib/log";
import { authOptions } from "./auth";
import { createPool, isUnavailable, poolConfig } from "./database";
import type { Settings } from "./settings";

/** Any constant will do, as long as nothing else in the database locks it. */
const MIGRATION_LOCK = 8_350_035;
const RETRY_MS = 1_000;

/**
 * Creates what Better Auth's tables lack. It only adds, so the release before keeps working.
 *
 * Of several that run at once, one works and the others wait, then find nothing to do. The lock
 * belongs to a transaction: it goes with its connection, also when the process is killed, and holds
 * behind a connection pooler.
 *
 * @returns the names of the tables that were created or extended.
 */
export async function migrate(databaseUrl: string, secret: string, settings: Settings): Promise<string[]> {
  await waitForDatabase(databaseUrl, settings.migrationWaitSeconds * 1_000);
  const lock = new Client({ ...poolConfig(databaseUrl, 1), query_timeout: 0 });
  // A lost connection also fails the query that waits on it; that is where it is reported.
  lock.on("error", (error) => log("ERROR", "migration lock lost", { reason: describeError(error) }));
  await lock.connect();
  try {
    await lock.query("BEGIN");
    await lock.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const changed = await addMissingTables(databaseUrl, secret, settings);
    await lock.query("COMMIT");
    return changed;
  } finally {
    await lock.end();
  }
}

/**
 * Tries until the database answers. What waiting cannot change ends it at once: a refused password, a
 * database that does not exist, a certificate that is not trusted.
 *
 * @throws what the last try ran into, when the time is over.
 */
export async function waitForDatabase(databaseUrl: string, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await askOnce(databaseUrl);
      return;
    } catch (error) {
      if (!isUnavailable(error) || Date.now() + RETRY_MS > deadline) throw error;
      log("INFO", "waiting for the database", { reason: describeError(error) });
      await pause(RETRY_MS);
    }
  }
}

/** A pooler lets clients in that it cannot connect to the server: only a query shows that it is there. */
async function askOnce(databaseUrl: string): Promise<void> {
  const client = new Client(poolConfig(databaseUrl, 1));
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
  } finally {
    await client.end();
  }
}

async function addMissingTables(databaseUrl: string, secret: string, settings: Settings): Promise<string[]> {
  const pool = createPool(databaseUrl, 1, () => undefined);
  try {
    const plan = await getMigrations(authOptions(pool, secret, settings));
    await plan.runMigrations();
    return [...plan.toBeCreated, ...plan.toBeAdded].map(({ table }) => table);
  } finally {
    await pool.end();
  }
}
