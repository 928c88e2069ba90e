import { betterAuth, type BetterAuthOptions } from "better-auth";
import { symmetricDecrypt } from "better-auth/crypto";
import { jwt, type JwtOptions } from "better-auth/plugins/jwt";
import { Kysely, PostgresDialect } from "kysely";
import { log, type Severity } from "@/lib/log";
import { AUTH_SCHEMA } from "./database";
import { publishedKeys, TOKEN_LIFETIME_S } from "./keys";
import { noteAnswer } from "./last-answer";
import { noticingOutages, type Connections } from "./outages";
import type { Settings } from "./settings";

/** Who signs the tokens and whom they are for: the backend checks both. See docs/decisions/0035. */
const TOKEN_ISSUER = "todo-frontend";
const TOKEN_AUDIENCE = "todo-backend";

const DAY_S = 24 * 60 * 60;
const KEY_ROTATION_S = 30 * DAY_S;
/** An expired key stays published for longer than any token that it signed. */
const KEY_GRACE_S = 60 * 60;

type GetKeys = NonNullable<NonNullable<JwtOptions["adapter"]>["getJwks"]>;
type Key = NonNullable<Awaited<ReturnType<GetKeys>>>[number];

/**
 * The signing keys for a request.
 *
 * Private keys are stored encrypted with BETTER_AUTH_SECRET. After that secret was replaced, Better
 * Auth would fail on the old key for ever; with only the readable keys before it, it makes a new one.
 * The published set names the old key for as long as tokens that it has signed may be valid.
 */
const getKeys: GetKeys = async (context) => {
  const keys = await context.context.adapter.findMany<Key>({ model: "jwks" });
  const verdicts = await Promise.all(keys.map((key) => isReadable(key, context.context.secretConfig)));
  const readable = keys.filter((_, index) => verdicts[index]);
  if (context.path !== "/jwks") return readable;
  return publishedKeys(
    readable,
    keys.filter((_, index) => !verdicts[index]),
    new Date(),
  );
};

async function isReadable(key: Key, secret: Parameters<typeof symmetricDecrypt>[0]["key"]): Promise<boolean> {
  try {
    await symmetricDecrypt({ key: secret, data: JSON.parse(key.privateKey) as string });
    return true;
  } catch {
    return false;
  }
}

const SEVERITIES: Record<string, Severity> = {
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
};

/** Everything about sign-in but the connection: the migration command derives its tables from this too. */
export function authOptions(pool: Connections, secret: string, settings: Settings) {
  const attempts = { window: 60, max: settings.signInAttemptsPerMinute };
  return {
    appName: "Todo",
    baseURL: settings.publicOrigin,
    basePath: "/api/auth",
    secret,
    database: {
      db: new Kysely<unknown>({
        dialect: new PostgresDialect({ pool: noticingOutages(pool) }),
        log: ({ level }) => {
          if (level === "query") noteAnswer();
        },
      }),
      type: "postgres",
      schemaName: AUTH_SCHEMA,
      transaction: true,
    },
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: { expiresIn: 7 * DAY_S, updateAge: DAY_S },
    rateLimit: {
      enabled: true,
      // In the database, because a limit in memory would grow with the number of replicas.
      storage: "database",
      window: 60,
      max: 120,
      customRules: {
        "/sign-in/email": attempts,
        "/sign-up/email": attempts,
        // The public keys are asked for by the backend, the others by every signed-in page.
        "/jwks": false,
        "/get-session": false,
        "/token": false,
      },
    },
    plugins: [
      jwt({
        jwks: {
          keyPairConfig: { alg: "EdDSA", crv: "Ed25519" },
          rotationInterval: KEY_ROTATION_S,
          gracePeriod: KEY_GRACE_S,
        },
        jwt: {
          issuer: TOKEN_ISSUER,
          audience: TOKEN_AUDIENCE,
          expirationTime: `${TOKEN_LIFETIME_S}s`,
          // The token names the user by id alone: the backend needs neither name nor address.
          definePayload: () => ({}),
        },
        adapter: { getJwks: getKeys },
        disableSettingJwtHeader: true,
      }),
    ],
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      // Further arguments can hold what a user typed: they are left out.
      log: (level, message) => log(SEVERITIES[level] ?? "INFO", message),
    },
  } satisfies BetterAuthOptions;
}

export function createAuth(pool: Connections, secret: string, settings: Settings) {
  return betterAuth(authOptions(pool, secret, settings));
}

export type Auth = ReturnType<typeof createAuth>;
