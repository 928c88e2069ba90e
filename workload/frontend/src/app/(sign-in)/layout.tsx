import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Brand } from "@/components/brand";
import { currentAuth } from "@/server/runtime";

export default async function SignInLayout({ children }: { children: ReactNode }) {
  const session = await currentAuth().api.getSession({ headers: await headers() });
  if (session) redirect("/");
  return (
    <main className="sign-in">
      <Brand />
      {children}
    </main>
  );
}
