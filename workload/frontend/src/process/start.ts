/** Entry of the image: checks the settings, then runs Next's server with every line it writes as JSON. */
import { describeError, log } from "@/lib/log";
import { poolConfig } from "@/server/database";
import { authSecret, databaseUrl, readSettings } from "@/server/settings";
import { logRequests } from "./access-log";
import { logConsoleAsJson } from "./console";
import { answerPagesInOutages } from "./outages";
import { hideProbes } from "./probes";

logConsoleAsJson();
try {
  poolConfig(databaseUrl(), readSettings().databasePoolSize);
  authSecret();
} catch (error) {
  log("CRITICAL", "start failed", { reason: describeError(error) });
  process.exit(1);
}
hideProbes();
logRequests();
answerPagesInOutages();
// Next binds to HOSTNAME, which in a container is the pod's name: the sidecar, on loopback, would find nobody.
process.env["HOSTNAME"] = process.env["BIND_ADDRESS"] ?? "0.0.0.0";
// Assembled beside this file by the build; a literal would make the bundler look for it.
const server = new URL("./server.js", import.meta.url).href;
await import(server);
