import type { NewTask, Task } from "@/lib/task";

interface Refusal {
  readonly status: number;
  readonly detail: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_S = 60 * 60;

/** A token that says when it expires; nothing here checks its signature. */
export function unsignedToken(expiresInSeconds = HOUR_S): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "user-1", exp: Math.floor(Date.now() / 1000) + expiresInSeconds };
  return `${encode({ alg: "EdDSA" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** The API's contract in memory, in the place of `fetch`: tasks, chat, tokens, and refusals on demand. */
export class FakeBackend {
  readonly tasks: Task[] = [];
  readonly requests: { method: string; path: string; authorization: string | null; body: unknown }[] = [];
  signedIn = true;
  pageSize = Infinity;
  cutsOff = false;
  private readonly refusals = new Map<string, Refusal[]>();
  private created = 0;

  /** Lets the next request of that kind fail, for example `"GET /api/tasks"`. */
  refuseOnce(route: string, status: number, detail: string): void {
    this.refusals.set(route, [...(this.refusals.get(route) ?? []), { status, detail }]);
  }

  add(task: Partial<Task> & { title: string }): Task {
    this.created += 1;
    const complete: Task = {
      id: `task-${this.created}`,
      description: null,
      status: "open",
      due_at: null,
      timezone: "UTC",
      recurrence: null,
      series_id: null,
      occurrence: 1,
      created_at: "2026-11-24T08:00:00Z",
      completed_at: null,
      ...task,
    };
    this.tasks.push(complete);
    return complete;
  }

  /** The requests of that kind so far. */
  sent(route: string) {
    return this.requests.filter(({ method, path }) => `${method} ${path.split("?", 1)[0] ?? ""}` === route);
  }

  readonly fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const request = new Request(new URL(input, "http://localhost"), init);
    const url = new URL(request.url);
    const text = await request.text();
    const body: unknown = text ? JSON.parse(text) : undefined;
    const authorization = request.headers.get("authorization");
    this.requests.push({ method: request.method, path: url.pathname + url.search, authorization, body });
    const refusal = this.refusals.get(`${request.method} ${url.pathname}`)?.shift();
    if (refusal) return problem(refusal);
    if (url.pathname === "/api/auth/token") {
      return this.signedIn
        ? Response.json({ token: unsignedToken() })
        : problem({ status: 401, detail: "Unauthorized" });
    }
    if (!authorization?.startsWith("Bearer ")) return problem({ status: 401, detail: "No token" });
    return this.route(request.method, url, body);
  };

  private route(method: string, url: URL, body: unknown): Response {
    const [, id, action] = /^\/api\/tasks\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (method === "GET" && url.pathname === "/api/tasks") return this.list(url.searchParams);
    if (method === "POST" && url.pathname === "/api/tasks") return this.create(body as NewTask);
    if (method === "POST" && url.pathname === "/api/chat")
      return Response.json({ reply: "Start with the plants.", cut_off: this.cutsOff });
    const index = this.tasks.findIndex((task) => task.id === id);
    const task = this.tasks[index];
    if (!task) return problem({ status: 404, detail: "There is no such task." });
    if (method === "DELETE") {
      this.tasks.splice(index, 1);
      return new Response(null, { status: 204 });
    }
    if (method === "POST" && action === "complete") return this.complete(index, task);
    return problem({ status: 405, detail: "Method not allowed" });
  }

  private list(query: URLSearchParams): Response {
    const status = query.get("status");
    const matching = this.tasks.filter((task) => status === "all" || task.status === status);
    const start = Number(query.get("cursor") ?? 0);
    const end = start + this.pageSize;
    return Response.json({
      items: matching.slice(start, end),
      next_cursor: end < matching.length ? String(end) : null,
    });
  }

  private create(task: NewTask): Response {
    const { recurrence, ...rest } = task;
    const series = recurrence ? { recurrence, series_id: `series-${this.created}` } : {};
    return Response.json(this.add({ ...rest, ...series }), { status: 201 });
  }

  private complete(index: number, task: Task): Response {
    const completed: Task = { ...task, status: "completed", completed_at: "2026-11-24T09:00:00Z" };
    this.tasks[index] = completed;
    if (task.recurrence && task.due_at) {
      const due = new Date(new Date(task.due_at).getTime() + DAY_MS).toISOString();
      this.add({ ...task, id: `${task.id}-next`, due_at: due, occurrence: task.occurrence + 1 });
    }
    return Response.json(completed);
  }
}

function problem({ status, detail }: Refusal): Response {
  const body = { type: "about:blank", title: "Problem", status, detail, request_id: "request-1" };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}
