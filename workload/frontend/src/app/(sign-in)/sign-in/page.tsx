import type { Metadata } from "next";
import Link from "next/link";
import { SignInForm } from "@/components/sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage() {
  return (
    <section className="card" aria-labelledby="title">
      <h1 id="title">Welcome back</h1>
      <SignInForm />
      <p className="muted">
        No account yet? <Link href="/sign-up">Create one</Link>
      </p>
    </section>
  );
}
