import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { poolConfig } from "@/server/database";
import { SettingsError } from "@/server/settings";

interface Cases {
  read: { url: string; user: string; password: string; host: string; port: number; database: string }[];
  refused: { url: string; why: string }[];
}

/** The cases that every reader of DATABASE_URL is tested with. */
const cases = JSON.parse(
  readFileSync(new URL("../../../database-urls.json", import.meta.url), "utf8"),
) as Cases;

describe("poolConfig", () => {
  it.each(cases.read)("reads $url as the other readers do", ({ url, ...parts }) => {
    expect(poolConfig(url, 1)).toMatchObject(parts);
  });

  it.each(cases.refused)("refuses $why, which other readers read differently", ({ url }) => {
    expect(() => poolConfig(url, 1)).toThrow(SettingsError);
    expect(() => poolConfig(url, 1)).not.toThrow("hunter2");
  });

  it("takes a libpq URL apart, escapes included", () => {
    expect(poolConfig("postgresql://to%40do:p%2Fw%3A@db.example:6432/todo?sslmode=disable", 3)).toMatchObject(
      {
        host: "db.example",
        port: 6432,
        database: "todo",
        user: "to@do",
        password: "p/w:",
        ssl: false,
        max: 3,
      },
    );
  });

  it.each(["require", "verify-ca", "verify-full"])("verifies the certificate for sslmode=%s", (mode) => {
    expect(poolConfig(`postgresql://u:p@db.example/todo?sslmode=${mode}`, 1).ssl).toEqual({
      rejectUnauthorized: true,
    });
  });

  it("connects through a socket's folder", () => {
    expect(poolConfig("postgresql:///todo?host=/run/postgresql", 1)).toMatchObject({
      host: "/run/postgresql",
      port: 5432,
    });
  });

  it("refuses an unknown sslmode by name", () => {
    expect(() => poolConfig("postgresql://u:p@h/d?sslmode=on", 1)).toThrow('unknown sslmode "on"');
  });

  it.each(["not a url", "mysql://u:hunter2@h/d"])("refuses %s without repeating a password", (url) => {
    expect(() => poolConfig(url, 1)).toThrow("DATABASE_URL is not of the form");
    expect(() => poolConfig(url, 1)).not.toThrow("hunter2");
  });
});
