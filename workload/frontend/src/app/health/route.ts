/** Liveness: the process answers. It asks nothing else, because a restart would mend nothing else. */
export function GET(): Response {
  return Response.json({ status: "healthy" });
}
