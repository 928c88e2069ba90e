import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { BackendProvider } from "@/components/backend-context";
import { Backend } from "@/lib/backend";
import { TokenSource } from "@/lib/token";
import { FakeBackend } from "./fake-backend";

/** Renders a part of the workspace against a backend in memory. */
export function renderWithBackend(part: ReactNode, prepare: (fake: FakeBackend) => void = () => undefined) {
  const fake = new FakeBackend();
  prepare(fake);
  vi.stubGlobal("fetch", fake.fetch);
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queryClient}>
      <BackendProvider value={new Backend(new TokenSource("user-1"))}>{part}</BackendProvider>
    </QueryClientProvider>,
  );
  return { fake, user: userEvent.setup() };
}
