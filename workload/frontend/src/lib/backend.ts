import type { NewTask, Task, TaskFilter, TaskPage } from "./task";
import type { TokenSource } from "./token";

/** An answer that is not a success; `requestId` finds it in the logs. See RFC 9457. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly status: number,
    message: string,
    readonly requestId?: string,
  ) {
    super(message);
  }
}

interface ProblemDetails {
  readonly title?: string;
  readonly detail?: string;
  readonly request_id?: string;
}

const TIMEOUT_MS = 15_000;
const CHAT_TIMEOUT_MS = 60_000;
const PAGE_SIZE = 50;
/** As many as the backend takes. */
const TURNS_SENT = 10;

export interface ChatTurn {
  readonly speaker: "user" | "assistant";
  readonly text: string;
}

export interface ChatReply {
  readonly reply: string;
  /** Whether the answer ends where it was longest, and not where it was finished. */
  readonly cut_off: boolean;
}

/**
 * The backend's API as this application uses it.
 *
 * Every method throws ApiProblem for an error answer, SignedOut when the session is over, and the
 * browser's own error when there is no answer.
 */
export class Backend {
  constructor(private readonly tokens: TokenSource) {}

  listTasks(status: TaskFilter, cursor?: string, signal?: AbortSignal): Promise<TaskPage> {
    const query = new URLSearchParams({ status, limit: String(PAGE_SIZE), ...(cursor ? { cursor } : {}) });
    return this.json<TaskPage>(`/api/tasks?${query}`, signal ? { signal } : {});
  }

  createTask(task: NewTask): Promise<Task> {
    return this.json<Task>("/api/tasks", jsonRequest("POST", task));
  }

  completeTask(id: string): Promise<Task> {
    return this.json<Task>(`/api/tasks/${encodeURIComponent(id)}/complete`, { method: "POST" });
  }

  async deleteTask(id: string): Promise<void> {
    await this.send(`/api/tasks/${encodeURIComponent(id)}`, { method: "DELETE" });
  }

  /** @param before what was said before, the oldest first: the backend remembers nothing. */
  chat(message: string, before: readonly ChatTurn[]): Promise<ChatReply> {
    const request = jsonRequest("POST", { message, before: before.slice(-TURNS_SENT) });
    return this.json<ChatReply>("/api/chat", request, CHAT_TIMEOUT_MS);
  }

  private async json<Body>(path: string, request: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Body> {
    const response = await this.send(path, request, timeoutMs);
    return (await response.json()) as Body;
  }

  private async send(path: string, request: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Response> {
    let response = await this.authorized(path, request, timeoutMs);
    if (response.status === 401) {
      // The keys may have been replaced before the token expired: one new token, then no more.
      this.tokens.discard();
      response = await this.authorized(path, request, timeoutMs);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  private async authorized(path: string, request: RequestInit, timeoutMs: number): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set("authorization", `Bearer ${await this.tokens.get()}`);
    // A request that its caller can give up has a time limit all the same.
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
    return fetch(path, { ...request, headers, signal });
  }
}

function jsonRequest(method: string, body: unknown): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const details = (await response.json().catch(() => ({}))) as ProblemDetails;
  const message = details.detail ?? details.title ?? `The server answered with status ${response.status}.`;
  const requestId = details.request_id ?? response.headers.get("x-request-id") ?? undefined;
  return new ApiProblem(response.status, message, requestId);
}
