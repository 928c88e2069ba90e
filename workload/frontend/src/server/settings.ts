import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** Where the cluster mounts the secrets: one folder a Secret, one file a key. */
const DEFAULT_SECRETS_DIR = "/var/run/secrets/todo";

/** A setting that is missing or wrong; its message names the setting and the remedy, never the value. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * The current value of a secret: from a mounted file first, from the environment second.
 *
 * The server and the migration command find the same key in Secrets of different names: each process has one.
 * Read again at each call, because the kubelet replaces the file when the Secret changes.
 *
 * @throws SettingsError when neither exists.
 */
export function readSecret(key: string): string {
  const folder = process.env["SECRETS_DIR"] ?? DEFAULT_SECRETS_DIR;
  const values = foldersIn(folder).map((secret) =>
    readIfPresent(path.join(/* turbopackIgnore: true */ folder, secret, key)),
  );
  const value = values.find(Boolean) ?? process.env[key];
  if (!value) {
    const file = path.join(/* turbopackIgnore: true */ folder, "<secret>", key);
    throw new SettingsError(`${key} is missing: put it into the file ${file} or into the environment.`);
  }
  return value;
}

function foldersIn(folder: string): string[] {
  return ifPresent(folder, () => readdirSync(/* turbopackIgnore: true */ folder).sort()) ?? [];
}

function readIfPresent(file: string): string | undefined {
  return ifPresent(file, () => readFileSync(/* turbopackIgnore: true */ file, "utf8").trim());
}

function ifPresent<Value>(file: string, read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new SettingsError(
      `${file} cannot be read (${code ?? "unknown error"}): check the permissions of the mounted secret.`,
    );
  }
}

const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin);

const settingsSchema = z.object({
  BETTER_AUTH_URL: origin,
  AUTH_DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(50).default(5),
  SIGN_IN_ATTEMPTS_PER_MINUTE: z.coerce.number().int().min(1).default(30),
  MIGRATION_WAIT_SECONDS: z.coerce.number().positive().default(120),
});

const REMEDIES: Record<keyof z.infer<typeof settingsSchema>, string> = {
  BETTER_AUTH_URL: "set it to the public address of the application, for example https://todo.example.com",
  AUTH_DATABASE_POOL_SIZE: "set it to a number of connections from 1 to 50",
  SIGN_IN_ATTEMPTS_PER_MINUTE: "set it to a number of attempts per client address, 1 or more",
  MIGRATION_WAIT_SECONDS: "set it to a number of seconds above 0",
};

/** What is set per environment and is no secret. */
export interface Settings {
  /** Scheme, host and port under which a browser reaches the application. */
  readonly publicOrigin: string;
  readonly databasePoolSize: number;
  readonly signInAttemptsPerMinute: number;
  /** For how long the migration waits for the database to answer. */
  readonly migrationWaitSeconds: number;
}

/** @throws SettingsError that names every setting that is missing or wrong. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const result = settingsSchema.safeParse(environment);
  if (!result.success) {
    const names = new Set(result.error.issues.map((issue) => issue.path[0] as keyof typeof REMEDIES));
    throw new SettingsError(
      [...names].map((name) => `${name} is missing or wrong: ${REMEDIES[name]}.`).join(" "),
    );
  }
  return {
    publicOrigin: result.data.BETTER_AUTH_URL,
    databasePoolSize: result.data.AUTH_DATABASE_POOL_SIZE,
    signInAttemptsPerMinute: result.data.SIGN_IN_ATTEMPTS_PER_MINUTE,
    migrationWaitSeconds: result.data.MIGRATION_WAIT_SECONDS,
  };
}

export function databaseUrl(): string {
  return readSecret("DATABASE_URL");
}

/** Shorter secrets than this can be guessed from one signed cookie. */
const MIN_AUTH_SECRET_LENGTH = 32;

/** @throws SettingsError when the secret is missing or too short. */
export function authSecret(): string {
  const secret = readSecret("BETTER_AUTH_SECRET");
  if (secret.length < MIN_AUTH_SECRET_LENGTH) {
    throw new SettingsError(
      `BETTER_AUTH_SECRET has fewer than ${MIN_AUTH_SECRET_LENGTH} characters: make one with \`openssl rand -base64 48\`.`,
    );
  }
  return secret;
}
