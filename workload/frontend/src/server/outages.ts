import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import type { PoolClient } from "pg";
import { describeError, log } from "@/lib/log";
import { isUnavailable } from "./database";

const RETRY_AFTER_S = 1;

interface Outage {
  error?: unknown;
}

/** Next may load this module into several bundles of one process: they share the requests through here. */
const shared = globalThis as typeof globalThis & { todoOutages?: AsyncLocalStorage<Outage> };
const outages = (shared.todoOutages ??= new AsyncLocalStorage<Outage>());

/** Where connections come from: the part of a pool that Better Auth needs. */
export interface Connections {
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
}

/** The pool as Better Auth uses it. What it cannot connect for is noted: the library makes a 500 of it. */
export function noticingOutages(pool: Connections): Connections {
  return {
    connect: async () => {
      try {
        return await pool.connect();
      } catch (error) {
        const outage = outages.getStore();
        if (outage && isUnavailable(error)) outage.error = error;
        throw error;
      }
    },
    end: () => pool.end(),
  };
}

/** Answers a request; 503 with Retry-After where it failed because the database is full or restarting. */
export async function answerInOutages(answer: () => Promise<Response>): Promise<Response> {
  const outage: Outage = {};
  let response: Response;
  try {
    response = await outages.run(outage, answer);
  } catch (error) {
    const reason = outage.error ?? error;
    if (!isUnavailable(reason)) throw error;
    return unavailable(reason);
  }
  return outage.error && response.status >= 500 ? unavailable(outage.error) : response;
}

/**
 * Lets a request to the server be answered with 503 and Retry-After instead of 500, where it failed because the
 * database is full or restarting. Next decides the status of a page, and has no place to say another one.
 */
export function noticeOutage(response: ServerResponse): void {
  const outage: Outage = {};
  outages.enterWith(outage);
  const writeHead = response.writeHead.bind(response) as (...parameters: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...parameters: unknown[]) => {
    if (status !== 500 || !outage.error) return writeHead(status, ...parameters);
    report(outage.error);
    response.setHeader("Retry-After", RETRY_AFTER_S);
    return writeHead(503, ...parameters.filter((parameter) => typeof parameter !== "string"));
  };
}

function report(error: unknown): void {
  log("WARNING", "database not available", { reason: describeError(error) });
}

function unavailable(error: unknown): Response {
  report(error);
  return Response.json(
    { message: "The database is busy or restarting. Try again shortly." },
    { status: 503, headers: { "Retry-After": String(RETRY_AFTER_S) } },
  );
}
