import { readFileSync } from "node:fs";
import { Pool, type PoolConfig } from "pg";
import { SettingsError } from "./settings";

/** Better Auth's tables live in a schema of their own, beside the backend's and Dapr's in `public`. */
export const AUTH_SCHEMA = "auth";

const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 5_000;
/** Connections are renewed, so that a failover or a closed gateway is noticed without traffic failing on it. */
const CONNECTION_LIFETIME_S = 300;

/**
 * Translates a libpq connection URL into a pool's configuration.
 *
 * `sslmode=require` and stricter all verify the server's certificate against `sslrootcert` or Node's
 * own list: encryption without verification keeps out nobody who can redirect a connection.
 * Weaker modes, and none, mean no TLS; libpq's opportunistic upgrade does not exist in `pg`.
 *
 * @throws SettingsError when the URL cannot be parsed or names an unknown `sslmode`.
 */
export function poolConfig(databaseUrl: string, size: number): PoolConfig {
  const url = parseDatabaseUrl(databaseUrl);
  const parameters = url.searchParams;
  return {
    host: parameters.get("host") ?? decodeURIComponent(url.hostname),
    port: Number(parameters.get("port") ?? (url.port || 5432)),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ssl: tlsOptions(parameters),
    application_name: "todo-frontend",
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    maxLifetimeSeconds: CONNECTION_LIFETIME_S,
  };
}

function parseDatabaseUrl(databaseUrl: string): URL {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (!url || !["postgres:", "postgresql:"].includes(url.protocol)) {
    throw new SettingsError(
      "DATABASE_URL is not of the form postgresql://user:password@host:5432/database?sslmode=require.",
    );
  }
  if (isAmbiguous(databaseUrl, url)) {
    throw new SettingsError(
      "DATABASE_URL is read differently by different programs: percent-encode special characters of user and " +
        "password (@ as %40, % as %25, / as %2F), and give each parameter once.",
    );
  }
  return url;
}

/**
 * Whether the parsers of `ops`, Dapr, the backend and this one could read the URL differently.
 *
 * workload/database-urls.json has the cases that all readers are tested with.
 */
function isAmbiguous(databaseUrl: string, url: URL): boolean {
  const authority = /^[^:/?#@]*:\/\/[^/?#@]*@?[^/?#@]*/.exec(databaseUrl)?.[0] ?? "";
  if (databaseUrl.slice(authority.length).includes("@") || databaseUrl.includes("#")) return true;
  const names = [...url.searchParams.keys()];
  return names.length !== new Set(names).size || !isEncoded(databaseUrl);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function tlsOptions(parameters: URLSearchParams): PoolConfig["ssl"] {
  const mode = parameters.get("sslmode") ?? "prefer";
  if (["disable", "allow", "prefer"].includes(mode)) return false;
  if (!["require", "verify-ca", "verify-full"].includes(mode)) {
    throw new SettingsError(
      `DATABASE_URL has an unknown sslmode "${mode}": use require, verify-full or disable.`,
    );
  }
  const rootCertificate = parameters.get("sslrootcert");
  const ca =
    rootCertificate && rootCertificate !== "system"
      ? readFileSync(/* turbopackIgnore: true */ rootCertificate, "utf8")
      : undefined;
  return { rejectUnauthorized: true, ...(ca ? { ca } : {}) };
}

/** A pool whose idle connections may break (a restarted database) without ending the process. */
export function createPool(databaseUrl: string, size: number, onIdleError: (error: Error) => void): Pool {
  const pool = new Pool(poolConfig(databaseUrl, size));
  pool.on("error", onIdleError);
  return pool;
}

/** Errors of the network, by Node's codes. */
const NETWORK_ERRORS = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
/** SQLSTATEs of a server that is full, starting or stopping. Class 08 is a connection's, PgBouncer's refusal too. */
const SERVER_ERRORS = new Set(["53300", "57P01", "57P02", "57P03"]);
/** What `pg` says without a code, from its client and its pool. */
const DRIVER_ERRORS =
  /^(timeout expired|timeout exceeded when trying to connect|Connection terminated|Query read timeout)/;

/** Whether the database is out of reach for now, so that the same request can succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === undefined) return DRIVER_ERRORS.test(error.message);
  return NETWORK_ERRORS.has(code) || SERVER_ERRORS.has(code) || /^08\w{3}$/.test(code);
}
