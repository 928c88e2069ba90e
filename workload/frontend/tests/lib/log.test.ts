import { expect, it } from "vitest";
import { describeError, formatLogLine } from "@/lib/log";

it("writes one JSON object with the schema's fields, the time in UTC", () => {
  const line = formatLogLine("ERROR", 'two\nlines and "quotes"', { request_id: "r-1", status: 500 });
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    severity: "ERROR",
    component: "todo-frontend",
    message: 'two\nlines and "quotes"',
    request_id: "r-1",
    status: 500,
  });
});

it("describes an error with its system code", () => {
  const error = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
  expect(describeError(error)).toBe("Error: connect refused (ECONNREFUSED)");
});
