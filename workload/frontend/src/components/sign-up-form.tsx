"use client";

import { authClient } from "@/lib/auth-client";
import { textOf } from "@/lib/form";
import { CredentialsForm } from "./credentials-form";
import { Field } from "./field";

export function SignUpForm() {
  return (
    <CredentialsForm
      action="Create account"
      passwordAutoComplete="new-password"
      passwordHint="At least 10 characters. A few words make a good one."
      submit={(form) =>
        authClient.signUp.email({
          name: textOf(form, "name").trim(),
          email: textOf(form, "email"),
          password: textOf(form, "password"),
        })
      }
    >
      <Field label="Name">
        {(control) => <input {...control} name="name" autoComplete="name" maxLength={100} required />}
      </Field>
    </CredentialsForm>
  );
}
