// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CredentialsForm, type SignInOutcome } from "@/components/credentials-form";

const router = vi.hoisted(() => ({ replace: vi.fn(), refresh: vi.fn() }));
vi.mock("next/navigation", () => ({ useRouter: () => router }));

const submit = vi.fn<(form: FormData) => Promise<SignInOutcome>>();

beforeEach(() => {
  router.replace.mockReset();
  submit.mockReset();
  render(<CredentialsForm action="Sign in" passwordAutoComplete="current-password" submit={submit} />);
});

async function signIn(): Promise<void> {
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("E-mail"), "ada@example.com");
  await user.type(screen.getByLabelText("Password"), " spaces count {Enter}");
}

describe("CredentialsForm", () => {
  it("submits what was typed, unchanged, and goes to the tasks", async () => {
    submit.mockResolvedValue({ error: null });
    await signIn();
    expect(Object.fromEntries(submit.mock.calls[0]?.[0] ?? [])).toEqual({
      email: "ada@example.com",
      password: " spaces count ",
    });
    expect(router.replace).toHaveBeenCalledWith("/");
  });

  it("never puts a password into an address, even before its script runs", () => {
    expect(screen.getByLabelText("Password").closest("form")).toHaveAttribute("method", "post");
  });

  it.each([
    [{ status: 401, message: "Invalid email or password" }, "Invalid email or password"],
    [{ status: 429 }, "Too many attempts"],
    [{ status: 500, message: "relation does not exist" }, "not available right now"],
  ])("explains %o and leaves the focus where it was", async (error, text) => {
    submit.mockResolvedValue({ error });
    await signIn();
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(text);
    expect(screen.getByLabelText("Password")).toHaveFocus();
    expect(router.replace).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled();
  });

  it("sends once, however often the button is pressed while waiting", async () => {
    submit.mockReturnValue(new Promise(() => undefined));
    await signIn();
    await userEvent.click(screen.getByRole("button", { name: "One moment…" }));
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it("explains a lost connection", async () => {
    submit.mockRejectedValue(new TypeError("Failed to fetch"));
    await signIn();
    expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  });
});
