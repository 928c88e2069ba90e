/** Next may load this module into several bundles of one process: they share the time through here. */
const shared = globalThis as typeof globalThis & { todoLastAnswer?: number };

/** As long as a query may take. */
const RECENT_MS = 5_000;

/** Notes that the database has just answered a query. */
export function noteAnswer(): void {
  shared.todoLastAnswer = performance.now();
}

/** Whether the database answered a query a moment ago. */
export function answeredRecently(): boolean {
  return shared.todoLastAnswer !== undefined && performance.now() - shared.todoLastAnswer < RECENT_MS;
}
