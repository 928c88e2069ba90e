import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Where the application runs, with its backend; given by whoever started it. */
const ORIGIN = required("FRONTEND_URL");
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** A folder for pictures to look at; none are taken without it. */
const SCREENSHOTS = process.env["SCREENSHOTS"];

/** The last three keep Chromium from looking for its maker's hosts. */
const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1200, height: 850 };
const PHONE = { width: 375, height: 812 };
/** The narrowest screen that WCAG's criterion on reflow asks for. */
const NARROWEST = { width: 320, height: 640 };
const ACCOUNT = {
  name: "Ada Example",
  email: `ada-${Date.now()}@example.com`,
  password: "correct horse battery",
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this test through tests/end_to_end/workload.`);
  return value;
}

describe("a person's way through the application", () => {
  let browser: Browser;
  let page: Page;
  const foreignRequests: string[] = [];
  const pageErrors: string[] = [];

  async function open(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      ...options,
    });
    const opened = await context.newPage();
    opened.on("request", (request) => {
      if (!request.url().startsWith(`${ORIGIN}/`)) foreignRequests.push(request.url());
    });
    opened.on("pageerror", (error) => pageErrors.push(error.message));
    opened.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) pageErrors.push(message.text());
    });
    return opened;
  }

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
    page = await open({ viewport: DESKTOP });
  });

  afterAll(() => browser.close());

  async function picture(name: string, of: Page = page): Promise<void> {
    if (SCREENSHOTS) await of.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  it("leads a stranger to the sign-in and lets them create an account", async () => {
    await page.goto(`${ORIGIN}/`);
    await page.waitForURL("**/sign-in");
    await picture("sign-in");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Create one" }).click();
    await page.getByLabel("Name").fill(ACCOUNT.name);
    await page.getByLabel("E-mail").fill(ACCOUNT.email);
    await page.getByLabel("Password").fill(ACCOUNT.password);
    await picture("sign-up");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("Nothing to do.").waitFor();
    await picture("empty");
  });

  it("signs out, refuses a wrong password, and takes the right one from the keyboard alone", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    await page.getByLabel("E-mail").fill(ACCOUNT.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Invalid email or password").waitFor();
    await picture("sign-in-refused");
    await page.getByLabel("Password").focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(ACCOUNT.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Tasks" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });

  it("creates a recurring task and shows the next one at the same hour after the clocks changed", async () => {
    await page.getByRole("textbox", { name: "New task" }).fill("Water the plants");
    await page.getByText("Date, repetition, notes").click();
    // The night after this day, Berlin goes from winter to summer time.
    await page.getByLabel("Due").fill("2027-03-27T08:30");
    await page.getByLabel("Repeat").selectOption({ label: "Daily" });
    await page.getByLabel("Last day").fill("2027-05-31");
    await page.getByLabel("Notes").fill("The ficus needs less.");
    await picture("form");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("27 Mar 2027, 08:30").waitFor();
    await page.getByRole("button", { name: "Complete Water the plants" }).click();
    await page.getByText("Completed “Water the plants”. Next: 28 Mar 2027, 08:30.").waitFor();
    const items = page.getByRole("listitem");
    expect(await items.count()).toBe(1);
    expect(await items.textContent()).toContain("28 Mar 2027, 08:30");
    await page.getByRole("radio", { name: "Completed" }).check();
    await items.getByText("27 Mar 2027, 08:30").waitFor();
  });

  it("deletes a task after asking", async () => {
    await page.getByRole("radio", { name: "Open" }).check();
    await page.getByRole("textbox", { name: "New task" }).fill("A mistake");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Delete A mistake" }).click();
    await picture("deletion");
    await page.getByRole("button", { name: "Yes, delete" }).click();
    await page.getByText("Deleted “A mistake”.").waitFor();
    expect(await page.getByRole("heading", { name: "A mistake" }).count()).toBe(0);
  });

  it("says that the assistant is away where the backend has no key", async () => {
    await page.getByRole("textbox", { name: "Message" }).fill("What should I do first?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("The assistant is not available right now.").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("What should I do first?");
  });

  it.each([
    ["desktop", "light", DESKTOP],
    ["desktop", "dark", DESKTOP],
    ["phone", "light", PHONE],
    ["phone", "dark", PHONE],
    ["narrow", "light", NARROWEST],
  ] as const)("is accessible and fits on a %s screen, %s", async (name, colorScheme, viewport) => {
    const storageState = await page.context().storageState();
    const other = await open({ viewport, colorScheme, storageState });
    await other.goto(`${ORIGIN}/`);
    await other.getByRole("heading", { name: "Water the plants" }).waitFor();
    await other.getByText("Date, repetition, notes").click();
    await other.getByRole("textbox", { name: "Message" }).fill("Are you there?");
    await other.keyboard.press("Enter");
    await other.getByText("The assistant is not available right now.").waitFor();
    await picture(`tasks-${name}-${colorScheme}`, other);
    expect(await violations(other)).toEqual([]);
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
    await other.context().close();
  });

  it("asked no foreign host for anything and broke no policy on the way", () => {
    expect(foreignRequests).toEqual([]);
    expect(pageErrors).toEqual([]);
  });
});

/** What axe finds against WCAG 2.2 A and AA, as one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
