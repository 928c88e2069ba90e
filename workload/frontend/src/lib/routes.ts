const PAGES = new Set(["/", "/sign-in", "/sign-up", "/health", "/ready"]);
const FOLDERS = ["/api/auth/", "/api/", "/_next/"];

/** The pattern that a URL's path belongs to: few values, and nothing that a client made up. */
export function routePattern(url: string): string {
  const path = url.split("?", 1)[0] ?? "/";
  if (PAGES.has(path)) return path;
  const folder = FOLDERS.find((prefix) => path.startsWith(prefix));
  return folder ? `${folder}*` : "unmatched";
}
