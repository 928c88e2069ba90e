// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Chat } from "@/components/chat";
import { renderWithBackend } from "../support/render";

describe("Chat", () => {
  it("shows question and answer in a log that screen readers follow", async () => {
    const { fake, user } = renderWithBackend(<Chat />);
    await user.type(screen.getByLabelText("Message"), "What first?{Enter}");
    const log = screen.getByRole("log");
    expect(await within(log).findByText("Start with the plants.")).toBeInTheDocument();
    expect(within(log).getByText("What first?")).toBeInTheDocument();
    expect(screen.getByLabelText("Message")).toHaveValue("");
    expect(fake.sent("POST /api/chat")[0]?.body).toEqual({ message: "What first?" });
  });

  it("says that the assistant is away and keeps the question", async () => {
    const { user } = renderWithBackend(<Chat />, (fake) => {
      fake.refuseOnce("POST /api/chat", 503, "No OPENAI_API_KEY");
    });
    await user.type(screen.getByLabelText("Message"), "What first?{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The assistant is not available right now. Your tasks work as usual.");
    expect(alert).not.toHaveTextContent("OPENAI_API_KEY");
    expect(screen.getByLabelText("Message")).toHaveValue("What first?");
  });

  it("does not send blanks", async () => {
    const { fake, user } = renderWithBackend(<Chat />);
    await user.type(screen.getByLabelText("Message"), "   {Enter}");
    expect(fake.sent("POST /api/chat")).toEqual([]);
  });
});
