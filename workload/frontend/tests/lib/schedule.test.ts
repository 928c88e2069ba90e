import { describe, expect, it } from "vitest";
import { describeRecurrence, formatMoment, isOverdue, momentOf } from "@/lib/schedule";

describe("momentOf", () => {
  it.each([
    ["2026-07-01T09:00", "2026-07-01T07:00:00.000Z"],
    ["2026-12-01T09:00", "2026-12-01T08:00:00.000Z"],
  ])("reads %s in the browser's zone, summer or winter", (local, moment) => {
    expect(momentOf(local)).toBe(moment);
  });
});

describe("formatMoment", () => {
  it("shows a moment in the zone of the task, not of the browser", () => {
    expect(formatMoment("2026-12-01T23:30:00Z", "Asia/Tokyo", "en-GB")).toBe("2 Dec 2026, 08:30");
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
