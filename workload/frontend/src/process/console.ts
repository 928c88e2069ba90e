import { format, stripVTControlCharacters } from "node:util";
import { describeError, log, type Severity } from "@/lib/log";

const SEVERITIES = {
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
} as const satisfies Partial<Record<keyof Console, Severity>>;

/**
 * Turns what Next and Node print for people into lines of the log schema.
 *
 * Blank lines of a banner are dropped; of an error only its description stays, as a stack is no help
 * in minified code and would be many lines.
 */
export function logConsoleAsJson(): void {
  for (const [method, severity] of Object.entries(SEVERITIES)) {
    console[method as keyof typeof SEVERITIES] = (...values: unknown[]) => {
      const message = stripVTControlCharacters(format(...values.map(printable))).trim();
      if (message) log(severity, message);
    };
  }
  // Node prints warnings itself, as errors and over several lines.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log("WARNING", describeError(warning)));
}

function printable(value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}
