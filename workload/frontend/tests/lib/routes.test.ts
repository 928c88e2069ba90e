import { expect, it } from "vitest";
import { routePattern } from "@/lib/routes";

it.each([
  ["/", "/"],
  ["/sign-in?next=/", "/sign-in"],
  ["/api/auth/sign-in/email", "/api/auth/*"],
  ["/api/tasks/42/complete", "/api/*"],
  ["/_next/static/chunks/a.js", "/_next/*"],
  ["/wp-login.php", "unmatched"],
])("%s is logged as %s", (url, pattern) => {
  expect(routePattern(url)).toBe(pattern);
});
