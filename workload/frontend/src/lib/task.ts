/** The tasks API's shapes, as the backend's OpenAPI document has them. Moments are RFC 3339. */

export type Frequency = "daily" | "weekly" | "monthly";
export type TaskFilter = "open" | "completed" | "all";

export interface Recurrence {
  readonly frequency: Frequency;
  /** Every how many days, weeks or months. */
  readonly interval: number;
  /** The last day on which an instance may be due, as YYYY-MM-DD. */
  readonly until?: string | null;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: "open" | "completed";
  readonly due_at: string | null;
  /** IANA name of the zone in which the recurrence counts its days. */
  readonly timezone: string;
  readonly recurrence: Recurrence | null;
  /** Shared by all instances of a recurring task; `occurrence` numbers them. */
  readonly series_id: string | null;
  readonly occurrence: number;
  readonly created_at: string;
  readonly completed_at: string | null;
}

export interface NewTask {
  readonly title: string;
  readonly description?: string;
  readonly due_at?: string;
  readonly timezone: string;
  readonly recurrence?: Recurrence;
}

export interface TaskPage {
  readonly items: readonly Task[];
  readonly next_cursor: string | null;
}

/** Whether `candidate` is an instance that was made because `completed` was completed. */
export function isNextInstance(candidate: Task, completed: Task): boolean {
  return (
    completed.series_id !== null &&
    candidate.series_id === completed.series_id &&
    candidate.occurrence > completed.occurrence
  );
}
