"use client";

import { useSyncExternalStore } from "react";
import { browserTimeZone } from "@/lib/schedule";

/** The zone does not change while a page is open. */
const neverChanges = () => () => undefined;

/** The browser's zone; undefined in the server's rendering, which would show the server's. */
export function useBrowserTimeZone(): string | undefined {
  return useSyncExternalStore(neverChanges, browserTimeZone, () => undefined);
}
