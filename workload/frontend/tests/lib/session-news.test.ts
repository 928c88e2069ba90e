import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { announceSessionChange, onSessionChange } from "@/lib/session-news";

let otherTab: BroadcastChannel;

beforeEach(() => {
  otherTab = new BroadcastChannel("todo-session");
});

afterEach(() => otherTab.close());

it("tells the other tabs and not its own", async () => {
  const heard = vi.fn();
  const own = vi.fn();
  otherTab.addEventListener("message", heard);
  const stop = onSessionChange(own);
  announceSessionChange();
  await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
  expect(own).not.toHaveBeenCalled();
  stop();
});

it("hears the other tabs until it stops listening", async () => {
  const own = vi.fn();
  const stop = onSessionChange(own);
  otherTab.postMessage("changed");
  await vi.waitFor(() => expect(own).toHaveBeenCalledOnce());
  stop();
  otherTab.postMessage("changed");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(own).toHaveBeenCalledOnce();
});
