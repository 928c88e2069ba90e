import { answerInOutages } from "@/server/outages";
import { currentAuth } from "@/server/runtime";

function handle(request: Request): Promise<Response> {
  return answerInOutages(() => currentAuth().handler(request));
}

export { handle as GET, handle as POST };
