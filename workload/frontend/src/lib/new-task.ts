import { textOf } from "./form";
import { browserTimeZone, momentOf } from "./schedule";
import type { Frequency, NewTask, Recurrence } from "./task";

/** What a person has to change before the task can be sent; `field` is the control's name. */
export class InvalidTask extends Error {
  override name = "InvalidTask";

  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the task form.
 *
 * @throws InvalidTask for what the browser's own checks of single controls cannot see.
 */
export function taskFrom(form: FormData): NewTask {
  const title = textOf(form, "title").trim();
  if (!title) throw new InvalidTask("title", "Give the task a title.");
  const description = textOf(form, "description").trim();
  const due = textOf(form, "due");
  const recurrence = recurrenceFrom(form, due);
  return {
    title,
    timezone: browserTimeZone(),
    ...(description ? { description } : {}),
    ...(due ? { due_at: momentOf(due) } : {}),
    ...(recurrence ? { recurrence } : {}),
  };
}

function recurrenceFrom(form: FormData, due: string): Recurrence | undefined {
  const frequency = textOf(form, "frequency");
  if (!frequency) return undefined;
  if (!due) throw new InvalidTask("due", "A task that repeats needs a due date.");
  const until = textOf(form, "until");
  if (until && until < due.slice(0, until.length)) {
    throw new InvalidTask("until", "The last day is before the due date.");
  }
  return {
    frequency: frequency as Frequency,
    interval: Number(textOf(form, "interval") || "1"),
    ...(until ? { until } : {}),
  };
}
