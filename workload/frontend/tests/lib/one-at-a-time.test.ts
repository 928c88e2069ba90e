import { expect, it, vi } from "vitest";
import { oneAtATime } from "@/lib/one-at-a-time";

function slowly() {
  const ends: (() => void)[] = [];
  let runs = 0;
  const work = vi.fn(() => {
    runs += 1;
    const number = runs;
    return new Promise<number>((resolve) => ends.push(() => resolve(number)));
  });
  const end = async () => {
    await vi.waitFor(() => expect(ends).not.toHaveLength(0));
    ends.shift()?.();
  };
  return { work, end };
}

it("runs once for all who ask together", async () => {
  const { work, end } = slowly();
  const ask = oneAtATime(work);
  const answers = Promise.all(Array.from({ length: 50 }, ask));
  await end();
  expect(new Set(await answers)).toEqual(new Set([1]));
});

it("gives those who ask while it runs a run that began after they asked, and all of them the same", async () => {
  const { work, end } = slowly();
  const ask = oneAtATime(work);
  const first = ask();
  await vi.waitFor(() => expect(work).toHaveBeenCalledOnce());
  const later = Promise.all(Array.from({ length: 50 }, ask));
  await end();
  await end();
  expect(await first).toBe(1);
  expect(new Set(await later)).toEqual(new Set([2]));
  expect(work).toHaveBeenCalledTimes(2);
});

it("runs again after a failure", async () => {
  const work = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error("away"))
    .mockResolvedValue("back");
  const ask = oneAtATime(work);
  await expect(ask()).rejects.toThrow("away");
  await expect(ask()).resolves.toBe("back");
});
