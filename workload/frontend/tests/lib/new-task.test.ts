import { describe, expect, it } from "vitest";
import { InvalidTask, taskFrom } from "@/lib/new-task";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

function invalidField(fields: Record<string, string>): string {
  try {
    taskFrom(form(fields));
  } catch (error) {
    if (error instanceof InvalidTask) return error.field;
    throw error;
  }
  return "none";
}

describe("taskFrom", () => {
  it("sends a title alone without empty fields", () => {
    expect(taskFrom(form({ title: " Call ", description: " ", due: "", frequency: "" }))).toEqual({
      title: "Call",
      timezone: "Europe/Berlin",
    });
  });

  it("sends date, zone and recurrence", () => {
    const fields = {
      title: "Water",
      description: "Less for the ficus",
      due: "2026-11-26T08:30",
      frequency: "weekly",
      interval: "2",
      until: "2026-11-26",
    };
    expect(taskFrom(form(fields))).toEqual({
      title: "Water",
      description: "Less for the ficus",
      due_at: "2026-11-26T07:30:00.000Z",
      timezone: "Europe/Berlin",
      recurrence: { frequency: "weekly", interval: 2, until: "2026-11-26" },
    });
  });

  it.each([
    ["title", { title: "   " }],
    ["due", { title: "Water", frequency: "daily" }],
    ["until", { title: "Water", frequency: "daily", due: "2026-11-26T08:30", until: "2026-11-25" }],
  ])("points to %s when that has to change", (field, fields) => {
    expect(invalidField(fields)).toBe(field);
  });
});
