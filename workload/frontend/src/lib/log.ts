/**
 * The log schema of everything that this project runs: one JSON object a line on standard output.
 *
 * No secrets and no personal data: messages name what happened, never who it happened to.
 */

export type Severity = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** What a line can say about one request. `route` is a pattern, so that its values stay few. */
export interface RequestFields {
  request_id?: string;
  route?: string;
  method?: string;
  status?: number;
  duration_ms?: number;
}

const COMPONENT = "todo-frontend";

export function formatLogLine(severity: Severity, message: string, fields: RequestFields = {}): string {
  return JSON.stringify({
    time: new Date().toISOString(),
    severity,
    component: COMPONENT,
    message,
    ...fields,
  });
}

export function log(severity: Severity, message: string, fields: RequestFields = {}): void {
  process.stdout.write(`${formatLogLine(severity, message, fields)}\n`);
}

/** An error in one line: its class, its message and its system code, without a stack. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return `${error.name}: ${error.message}${code}`;
}
