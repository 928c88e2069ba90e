import { log } from "@/lib/log";
import { currentReadiness } from "@/server/readiness";

/** Readiness, within 500 ms. The reason of a refusal goes to the log. */
export async function GET(): Promise<Response> {
  const { ready, reason = "" } = await currentReadiness();
  if (ready) return Response.json({ status: "ready" });
  log("WARNING", "check failed", { check: "database", reason });
  return Response.json({ status: "unavailable" }, { status: 503 });
}
