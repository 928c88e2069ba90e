import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { authSecret, readSecret, readSettings } from "@/server/settings";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "secrets-"));
  vi.stubEnv("SECRETS_DIR", directory);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function mount(secret: string, key: string, value: string): void {
  mkdirSync(path.join(directory, secret), { recursive: true });
  writeFileSync(path.join(directory, secret, key), value);
}

describe("readSecret", () => {
  it("takes the mounted file before the environment, without its last line break", () => {
    vi.stubEnv("DATABASE_URL", "from-environment");
    mount("database-credentials", "DATABASE_URL", "from-file\n");
    expect(readSecret("DATABASE_URL")).toBe("from-file");
  });

  it("sees a rotated file at once", () => {
    mount("database-credentials", "DATABASE_URL", "before");
    expect(readSecret("DATABASE_URL")).toBe("before");
    mount("database-credentials", "DATABASE_URL", "after");
    expect(readSecret("DATABASE_URL")).toBe("after");
  });

  it("finds it in whichever Secret the process has", () => {
    mount("auth-credentials", "BETTER_AUTH_SECRET", "of another key");
    mount("frontend-database", "DATABASE_URL", "of the server");
    expect(readSecret("DATABASE_URL")).toBe("of the server");
  });

  it("falls back to the environment", () => {
    vi.stubEnv("DATABASE_URL", "from-environment");
    expect(readSecret("DATABASE_URL")).toBe("from-environment");
  });

  it("names the file and the variable when there is neither", () => {
    vi.stubEnv("DATABASE_URL", undefined);
    expect(() => readSecret("DATABASE_URL")).toThrow(
      `DATABASE_URL is missing: put it into the file ${path.join(directory, "<secret>", "DATABASE_URL")}`,
    );
  });
});

describe("authSecret", () => {
  it("refuses a secret that is too short, without repeating it", () => {
    mount("auth-credentials", "BETTER_AUTH_SECRET", "short-marker");
    expect(authSecret).toThrow("fewer than 32 characters");
    expect(authSecret).not.toThrow("short-marker");
  });
});

describe("readSettings", () => {
  it("reduces the public address to its origin and has defaults for the rest", () => {
    expect(readSettings({ NODE_ENV: "test", BETTER_AUTH_URL: "https://todo.example.com/path" })).toEqual({
      publicOrigin: "https://todo.example.com",
      databasePoolSize: 5,
      signInAttemptsPerMinute: 30,
      migrationWaitSeconds: 120,
    });
  });

  it("names every wrong setting at once, with the remedy", () => {
    const read = () => readSettings({ NODE_ENV: "test", AUTH_DATABASE_POOL_SIZE: "0" });
    expect(read).toThrow("BETTER_AUTH_URL is missing or wrong: set it to the public address");
    expect(read).toThrow("AUTH_DATABASE_POOL_SIZE is missing or wrong");
  });
});
