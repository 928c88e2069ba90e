/** The image's migration command: once a release, before the new replicas start. */
import { describeError, log } from "@/lib/log";
import { migrate } from "@/server/migrate";
import { authSecret, databaseUrl, readSettings } from "@/server/settings";
import { logConsoleAsJson } from "./console";

logConsoleAsJson();
try {
  const changed = await migrate(databaseUrl(), authSecret(), readSettings());
  log(
    "INFO",
    changed.length > 0 ? `Sign-in tables migrated: ${changed.join(", ")}.` : "Sign-in tables are up to date.",
  );
} catch (error) {
  log("CRITICAL", `The sign-in tables could not be migrated. ${describeError(error)}`);
  process.exitCode = 1;
}
