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
    expect(fake.sent("POST /api/chat")[0]?.body).toEqual({ message: "What first?", before: [] });
  });

  it("sends the conversation with the next question, the last ten turns of it", async () => {
    const { fake, user } = renderWithBackend(<Chat />);
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      await user.type(screen.getByLabelText("Message"), `Question ${number}{Enter}`);
      await within(screen.getByRole("log")).findByText(`Question ${number}`);
    }
    const asked = fake.sent("POST /api/chat").map(({ body }) => body as { before: unknown[] });
    expect(asked[1]?.before).toEqual([
      { speaker: "user", text: "Question 1" },
      { speaker: "assistant", text: "Start with the plants." },
    ]);
    expect(asked[6]?.before).toHaveLength(10);
    expect(asked[6]?.before.at(-2)).toEqual({ speaker: "user", text: "Question 6" });
  });

  it("says that an answer was cut off", async () => {
    const { user } = renderWithBackend(<Chat />, (fake) => {
      fake.cutsOff = true;
    });
    await user.type(screen.getByLabelText("Message"), "Everything, please{Enter}");
    expect(await screen.findByText(/too long and ends here/)).toBeInTheDocument();
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
