import { oneAtATime } from "@/lib/one-at-a-time";
import { answerInOutages } from "@/server/outages";
import { currentAuth } from "@/server/runtime";

/** Anyone may ask for the keys: they take one connection to the database at most, and none is made twice. */
const answer = oneAtATime(async () => {
  const response = await answerInOutages(async () => Response.json(await currentAuth().api.getJwks()));
  return { body: await response.text(), status: response.status, headers: [...response.headers] };
});

/** The public keys of the tokens, in a route before Better Auth's own. */
export async function GET(): Promise<Response> {
  const { body, ...head } = await answer();
  return new Response(body, head);
}
