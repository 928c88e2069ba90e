import type { Frequency, Recurrence } from "./task";

export const FREQUENCY_UNITS: Record<Frequency, string> = { daily: "day", weekly: "week", monthly: "month" };

/** The zone that the browser's clock is in, by an IANA name that the backend and Intl know. */
export function browserTimeZone(): string {
  const reported = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isNamed(reported) ? reported : zoneOfOffset(new Date().getTimezoneOffset());
}

/** Some browsers report `Etc/Unknown`, or an offset such as `-03:00`: neither is a zone that a clock can follow. */
function isNamed(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && zone !== "Etc/Unknown" && isKnown(zone);
}

function isKnown(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat(undefined, { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The zone without summer time at that many minutes west; UTC where only a name could say it. */
function zoneOfOffset(minutesWest: number): string {
  const hours = minutesWest / 60;
  if (hours === 0 || !Number.isInteger(hours)) return "UTC";
  // These names count to the west: Etc/GMT+3 is three hours behind.
  return `Etc/GMT${hours > 0 ? "+" : ""}${hours}`;
}

/** The moment of a `datetime-local` control, which is in the browser's zone. */
export function momentOf(localDateTime: string): string {
  return new Date(localDateTime).toISOString();
}

/**
 * A moment as people read it, in the zone that the task was planned in; a zone that is not the reader's is named.
 *
 * In a zone that the browser does not know (yet), the moment is shown in the reader's own.
 */
export function formatMoment(moment: string, timeZone: string, locale?: string): string {
  const here = browserTimeZone();
  const shown = isKnown(timeZone) ? timeZone : here;
  const text = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: shown,
  }).format(new Date(moment));
  return shown === here ? text : `${text} (${shown.replaceAll("_", " ")})`;
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
