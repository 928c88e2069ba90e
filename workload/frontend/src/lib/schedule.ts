import type { Frequency, Recurrence } from "./task";

export const FREQUENCY_UNITS: Record<Frequency, string> = { daily: "day", weekly: "week", monthly: "month" };

/** The zone that the browser's clock is in, by its IANA name. */
export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The moment of a `datetime-local` control, which is in the browser's zone. */
export function momentOf(localDateTime: string): string {
  return new Date(localDateTime).toISOString();
}

/** A moment as people read it, in the zone that the task was planned in. */
export function formatMoment(moment: string, timeZone: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(moment),
  );
}

/** For example "Every 2 weeks until Jan 31, 2027". */
export function describeRecurrence({ frequency, interval, until }: Recurrence, locale?: string): string {
  const unit = FREQUENCY_UNITS[frequency];
  const rhythm = interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`;
  return until ? `${rhythm} until ${formatDay(until, locale)}` : rhythm;
}

function formatDay(day: string, locale?: string): string {
  // A day without a time is read as midnight UTC and shown in UTC, or it would move by a day.
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
}

export function isOverdue(dueAt: string | null, now: Date): boolean {
  return dueAt !== null && new Date(dueAt) < now;
}
