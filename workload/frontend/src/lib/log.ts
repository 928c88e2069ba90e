/**
 * The log schema of everything that this project runs (docs/deployment/log-schema.md): one JSON object
 * a line on standard output. No secrets and no personal data: a message names what happened, never to whom.
 */

export type Severity = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** What a line can say beside its message, which is a constant phrase. */
export interface LogFields {
  request_id?: string;
  /** A pattern, so that its values stay few. */
  route?: string;
  method?: string;
  status?: number;
  duration_ms?: number;
  /** What a failed check asked. */
  check?: string;
  reason?: string;
  /** Tables that a migration created or extended. */
  tables?: readonly string[];
}

const COMPONENT = "todo-frontend";

export function formatLogLine(severity: Severity, message: string, fields: LogFields = {}): string {
  return JSON.stringify({
    time: new Date().toISOString(),
    severity,
    component: COMPONENT,
    message,
    ...fields,
  });
}

export function log(severity: Severity, message: string, fields: LogFields = {}): void {
  process.stdout.write(`${formatLogLine(severity, message, fields)}\n`);
}

/**
 * An error in one line without a stack.
 *
 * Of an error with a code (the system's or PostgreSQL's) the code says enough; its text may quote what a
 * user typed. The digest is the reference that Next shows to the user.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const digest = "digest" in error && typeof error.digest === "string" ? ` (digest ${error.digest})` : "";
  const text = "code" in error && typeof error.code === "string" ? error.code : error.message;
  return `${error.name}: ${text}${digest}`;
}
