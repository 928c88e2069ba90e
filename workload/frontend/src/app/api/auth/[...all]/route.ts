import { currentAuth } from "@/server/runtime";

function handle(request: Request): Promise<Response> {
  return currentAuth().handler(request);
}

export { handle as GET, handle as POST };
