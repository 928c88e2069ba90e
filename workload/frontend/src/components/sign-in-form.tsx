"use client";

import { authClient } from "@/lib/auth-client";
import { textOf } from "@/lib/form";
import { CredentialsForm } from "./credentials-form";

export function SignInForm() {
  return (
    <CredentialsForm
      action="Sign in"
      passwordAutoComplete="current-password"
      submit={(form) =>
        authClient.signIn.email({ email: textOf(form, "email"), password: textOf(form, "password") })
      }
    />
  );
}
