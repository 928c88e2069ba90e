import { describe, expect, it } from "vitest";
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

describe("describeError", () => {
  it("gives the code in place of a text that may quote a user", () => {
    const error = Object.assign(new Error('invalid input: "ada@example.com"'), { code: "22P02" });
    expect(describeError(error)).toBe("Error: 22P02");
  });

  it("names the digest that the user was shown", () => {
    const error = Object.assign(new TypeError("no such thing"), { digest: "1234" });
    expect(describeError(error)).toBe("TypeError: no such thing (digest 1234)");
  });
});
