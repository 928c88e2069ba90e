import { describe, expect, it } from "vitest";
import { publishedKeys } from "@/server/keys";

const ROTATION = new Date("2026-11-28T12:00:00Z");
const MINUTE_MS = 60_000;

function key(name: string, minutesAfterRotation: number) {
  return { name, createdAt: after(minutesAfterRotation) };
}

function after(minutes: number): Date {
  return new Date(ROTATION.getTime() + minutes * MINUTE_MS);
}

function names(...parameters: Parameters<typeof publishedKeys<ReturnType<typeof key>>>): string[] {
  return publishedKeys(...parameters).map(({ name }) => name);
}

describe("the published keys after the secret was replaced", () => {
  const old = key("old", -20 * 24 * 60);
  const fresh = key("fresh", 0);

  it("name the old key until the last token that it signed has expired", () => {
    expect(names([fresh], [old], after(15))).toEqual(["fresh", "old"]);
    expect(names([fresh], [old], after(16))).toEqual(["fresh"]);
  });

  it("count from the first key that came after it, however many follow", () => {
    expect(names([key("latest", 30 * 24 * 60), fresh], [old], after(16))).not.toContain("old");
  });

  it("are none while there is no readable key, so that one is made at once", () => {
    expect(names([], [old], after(0))).toEqual([]);
  });

  it("hold the next secret's key in a replica that still has the last secret", () => {
    expect(names([old], [fresh], after(1))).toEqual(["old", "fresh"]);
    expect(names([old], [fresh], after(16))).toEqual(["old"]);
  });

  it("hold every key that the secret can read", () => {
    expect(names([old, fresh], [], after(60))).toEqual(["old", "fresh"]);
  });
});
