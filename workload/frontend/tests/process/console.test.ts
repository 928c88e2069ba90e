import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { logConsoleAsJson } from "@/process/console";

const original = { ...console };
let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  logConsoleAsJson();
});

afterEach(() => {
  Object.assign(console, original);
});

it("turns a coloured banner into a line of the schema", () => {
  console.log("\u001b[32m ✓\u001b[0m Ready in %dms", 12);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ severity: "INFO", message: "✓ Ready in 12ms" });
});

it("keeps an error to one line without its stack", () => {
  console.error("Failed:", new TypeError("no such thing"));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    severity: "ERROR",
    message: "Failed: TypeError: no such thing",
  });
});

it("drops blank lines", () => {
  console.log("");
  expect(lines).toEqual([]);
});
