"use client";

import { createContext, useContext } from "react";
import type { Backend } from "@/lib/backend";

const BackendContext = createContext<Backend | undefined>(undefined);

export const BackendProvider = BackendContext.Provider;

export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (!backend) throw new Error("useBackend needs a BackendProvider around it.");
  return backend;
}
