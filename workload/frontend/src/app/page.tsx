import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SiteHeader } from "@/components/site-header";
import { Workspace } from "@/components/workspace";
import { currentAuth } from "@/server/runtime";

export default async function HomePage() {
  const session = await currentAuth().api.getSession({ headers: await headers() });
  if (!session) redirect("/sign-in");
  return (
    <>
      <SiteHeader userName={session.user.name} />
      <Workspace key={session.user.id} userId={session.user.id} />
    </>
  );
}
