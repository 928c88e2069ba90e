"use client";

import { useRouter } from "next/navigation";
import { useId, useState, type SubmitEvent, type ReactNode } from "react";
import { announceSessionChange } from "@/lib/session-news";
import { Field } from "./field";

/** What Better Auth answers: nothing on success, its reason otherwise. */
export interface SignInOutcome {
  readonly error: { readonly message?: string | undefined; readonly status: number } | null;
}

interface CredentialsFormProps {
  readonly action: string;
  readonly passwordAutoComplete: "current-password" | "new-password";
  readonly passwordHint?: string;
  readonly children?: ReactNode;
  readonly submit: (form: FormData) => Promise<SignInOutcome>;
}

const UNREACHABLE = "The sign-in service cannot be reached. Check your connection and try again.";
const TOO_MANY = "Too many attempts. Wait a minute, then try again.";
const UNAVAILABLE = "Sign-in is not available right now. Try again in a moment.";

function explain({ message, status }: NonNullable<SignInOutcome["error"]>): string {
  if (status === 429) return TOO_MANY;
  if (status >= 500) return UNAVAILABLE;
  return message ?? UNAVAILABLE;
}

/** E-mail and password, and what goes with both kinds of sign-in: waiting, errors, and the way on. */
export function CredentialsForm(props: CredentialsFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const problemId = useId();

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const form = new FormData(event.currentTarget);
    const outcome = await props.submit(form).catch(() => undefined);
    if (outcome && !outcome.error) {
      announceSessionChange();
      router.replace("/");
      router.refresh();
      return;
    }
    setBusy(false);
    setProblem(outcome?.error ? explain(outcome.error) : UNREACHABLE);
  }

  // method="post" matters before the script runs: the default would put the password into the address.
  return (
    <form method="post" onSubmit={(event) => void submit(event)} aria-describedby={problemId}>
      {props.children}
      <Field label="E-mail">
        {(control) => <input {...control} name="email" type="email" autoComplete="email" required />}
      </Field>
      <Field label="Password" hint={props.passwordHint}>
        {(control) => (
          <input
            {...control}
            name="password"
            type="password"
            autoComplete={props.passwordAutoComplete}
            minLength={props.passwordHint ? 10 : undefined}
            required
          />
        )}
      </Field>
      <p id={problemId} className="problem" role="alert" hidden={!problem}>
        {problem}
      </p>
      <button className="button primary wide" type="submit" aria-disabled={busy}>
        {busy ? "One moment…" : props.action}
      </button>
    </form>
  );
}
