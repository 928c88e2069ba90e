import { describe, expect, it, vi } from "vitest";
import { browserTimeZone, describeRecurrence, formatMoment, isOverdue, momentOf } from "@/lib/schedule";

describe("momentOf", () => {
  it.each([
    ["2026-07-01T09:00", "2026-07-01T07:00:00.000Z"],
    ["2026-12-01T09:00", "2026-12-01T08:00:00.000Z"],
  ])("reads %s in the browser's zone, summer or winter", (local, moment) => {
    expect(momentOf(local)).toBe(moment);
  });
});

describe("formatMoment", () => {
  it("shows a moment in the zone of the task, and names it where it is not the browser's", () => {
    expect(formatMoment("2026-12-01T08:00:00Z", "Europe/Berlin", "en-GB")).toBe("1 Dec 2026, 09:00");
    expect(formatMoment("2026-12-01T23:30:00Z", "Asia/Tokyo", "en-GB")).toBe(
      "2 Dec 2026, 08:30 (Asia/Tokyo)",
    );
    expect(formatMoment("2026-12-01T12:00:00Z", "America/New_York", "en-GB")).toBe(
      "1 Dec 2026, 07:00 (America/New York)",
    );
  });

  it("shows a moment in the browser's zone when it does not know the task's", () => {
    expect(formatMoment("2026-12-01T08:00:00Z", "Mars/Phobos", "en-GB")).toBe("1 Dec 2026, 09:00");
  });
});

describe("browserTimeZone", () => {
  function reporting(timeZone: string, minutesWest: number): string {
    const options = Intl.DateTimeFormat().resolvedOptions();
    vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({ ...options, timeZone });
    vi.spyOn(Date.prototype, "getTimezoneOffset").mockReturnValue(minutesWest);
    return browserTimeZone();
  }

  it.each([
    ["Europe/Berlin", -60, "Europe/Berlin"],
    ["-03:00", 180, "Etc/GMT+3"],
    ["+09:00", -540, "Etc/GMT-9"],
    ["Etc/Unknown", -60, "Etc/GMT-1"],
    ["Etc/Unknown", 0, "UTC"],
    ["+05:30", -330, "UTC"],
  ])("of %s, %d minutes west, is %s", (reported, minutesWest, zone) => {
    expect(reporting(reported, minutesWest)).toBe(zone);
    expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
  });
});

describe("describeRecurrence", () => {
  it("names a rhythm of one by its unit", () => {
    expect(describeRecurrence({ frequency: "weekly", interval: 1 })).toBe("Every week");
  });

  it("counts a longer rhythm and names the last day as it was chosen", () => {
    const recurrence = { frequency: "monthly", interval: 2, until: "2027-01-31" } as const;
    expect(describeRecurrence(recurrence, "en-GB")).toBe("Every 2 months until 31 Jan 2027");
  });
});

describe("isOverdue", () => {
  const now = new Date("2026-11-24T12:00:00Z");

  it.each([
    ["2026-11-24T11:59:59Z", true],
    ["2026-11-24T12:00:00Z", false],
    [null, false],
  ])("of %s is %s", (due, overdue) => {
    expect(isOverdue(due, now)).toBe(overdue);
  });
});
