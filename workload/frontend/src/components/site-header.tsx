"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { authClient } from "@/lib/auth-client";
import { announceSessionChange } from "@/lib/session-news";
import { Brand } from "./brand";

export function SiteHeader({ userName }: { userName: string }) {
  const router = useRouter();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");

  async function signOut() {
    if (state === "busy") return;
    setState("busy");
    const outcome = await authClient.signOut().catch(() => undefined);
    if (!outcome || outcome.error) {
      setState("failed");
      return;
    }
    announceSessionChange();
    router.replace("/sign-in");
    router.refresh();
  }

  return (
    <header className="site-header">
      <Brand />
      <p className="user">{userName}</p>
      <button
        className="button quiet"
        type="button"
        onClick={() => void signOut()}
        aria-disabled={state === "busy"}
      >
        Sign out
      </button>
      {state === "failed" && (
        <p className="problem" role="alert">
          Signing out did not work. Try again.
        </p>
      )}
    </header>
  );
}
