"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ApiProblem, Backend } from "@/lib/backend";
import { onSessionChange } from "@/lib/session-news";
import { OtherPerson, SignedOut, TokenSource } from "@/lib/token";
import { BackendProvider } from "./backend-context";
import { Chat } from "./chat";
import { TaskBoard } from "./task-board";

const MAX_RETRIES = 2;

/** A refusal stays a refusal; an outage of a moment may be over. */
function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof SignedOut || error instanceof OtherPerson) return false;
  if (error instanceof ApiProblem && error.status < 500) return false;
  return failures < MAX_RETRIES;
}

function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof SignedOut) onSignedOut();
    if (error instanceof OtherPerson) loadAgain();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: shouldRetry, staleTime: 5_000 } },
  });
}

/** Whatever this page still holds belongs to somebody who is not signed in any more. */
function loadAgain(): void {
  window.location.reload();
}

/** Everything behind the sign-in: tasks, and the assistant beside them. It belongs to one person. */
export function Workspace({ userId }: { userId: string }) {
  const router = useRouter();
  const [queryClient] = useState(() => createQueryClient(() => router.replace("/sign-in")));
  const [backend] = useState(() => new Backend(new TokenSource(userId)));
  useEffect(() => onSessionChange(loadAgain), []);
  return (
    <QueryClientProvider client={queryClient}>
      <BackendProvider value={backend}>
        <main className="workspace">
          <TaskBoard />
          <Chat />
        </main>
      </BackendProvider>
    </QueryClientProvider>
  );
}
