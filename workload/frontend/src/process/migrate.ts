/** The image's migration command: once a release, before the new replicas start. */
import { describeError, log } from "@/lib/log";
import { migrate } from "@/server/migrate";
import { authSecret, databaseUrl, readSettings } from "@/server/settings";
import { logConsoleAsJson } from "./console";

logConsoleAsJson();
try {
  const changed = await migrate(databaseUrl(), authSecret(), readSettings());
  log("INFO", changed.length > 0 ? "migrated" : "schema is up to date", { tables: changed });
} catch (error) {
  log("CRITICAL", "migration failed", { reason: describeError(error) });
  process.exitCode = 1;
}
