// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { TaskBoard } from "@/components/task-board";
import { renderWithBackend } from "../support/render";

const DAILY = { frequency: "daily", interval: 1 } as const;

function row(title: string): HTMLElement {
  return screen.getByText(title).closest("li") as HTMLElement;
}

describe("the list", () => {
  it("says that it is loading, then that there is nothing", async () => {
    renderWithBackend(<TaskBoard />);
    expect(screen.getByText("Loading tasks…")).toBeInTheDocument();
    expect(await screen.findByText(/Nothing to do/)).toBeInTheDocument();
  });

  it("shows what is to be done, when, and how often", async () => {
    renderWithBackend(<TaskBoard />, (fake) => {
      fake.add({ title: "Water", due_at: "2099-12-01T08:00:00Z", recurrence: DAILY, series_id: "s" });
    });
    await screen.findByText("Water");
    expect(within(row("Water")).getByText("Every day")).toBeInTheDocument();
    expect(within(row("Water")).getByText(/Dec 1, 2099/)).toHaveAttribute("datetime", "2099-12-01T08:00:00Z");
  });

  it("says in words that a task is overdue, not by colour alone", async () => {
    renderWithBackend(<TaskBoard />, (fake) => fake.add({ title: "Late", due_at: "2020-01-01T08:00:00Z" }));
    await screen.findByText("Late");
    expect(within(row("Late")).getByText(/^Overdue: /)).toBeInTheDocument();
  });

  it("offers another try, with the reference for the logs, when it cannot be loaded", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.add({ title: "Water" });
      fake.refuseOnce("GET /api/tasks", 500, "KeyError");
    });
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Something went wrong on our side");
    expect(alert).toHaveTextContent("request-1");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Water")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("filters by status", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.add({ title: "Open one" });
      fake.add({ title: "Done one", status: "completed" });
    });
    await screen.findByText("Open one");
    await user.click(screen.getByRole("radio", { name: "Completed" }));
    expect(await screen.findByText("Done one")).toBeInTheDocument();
    expect(screen.queryByText("Open one")).not.toBeInTheDocument();
  });

  it("loads page after page", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.pageSize = 1;
      fake.add({ title: "First" });
      fake.add({ title: "Second" });
    });
    await screen.findByText("First");
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("Second")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
  });
});

describe("creating", () => {
  it("adds a task, says so, and is ready for the next one", async () => {
    const { user } = renderWithBackend(<TaskBoard />);
    const title = screen.getByRole("textbox", { name: "New task" });
    await user.type(title, "Call the dentist{Enter}");
    expect(await screen.findByRole("heading", { name: "Call the dentist" })).toBeInTheDocument();
    expect(screen.getByText("Added “Call the dentist”.")).toHaveAttribute("role", "status");
    expect(title).toHaveValue("");
    expect(title).toHaveFocus();
  });

  it("asks for a date before a repetition, and puts the focus there", async () => {
    const { fake, user } = renderWithBackend(<TaskBoard />);
    await user.type(screen.getByRole("textbox", { name: "New task" }), "Water");
    await user.click(screen.getByText("Date, repetition, notes"));
    await user.selectOptions(screen.getByLabelText("Repeat"), "Daily");
    await user.click(screen.getByRole("button", { name: "Add" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("needs a due date");
    expect(screen.getByLabelText("Due")).toHaveFocus();
    expect(fake.sent("POST /api/tasks")).toEqual([]);
  });

  it("keeps what was typed when the backend refuses it", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.refuseOnce("POST /api/tasks", 422, "title: not this one");
    });
    const title = screen.getByRole("textbox", { name: "New task" });
    await user.type(title, "Water{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("title: not this one");
    expect(title).toHaveValue("Water");
  });
});

describe("completing", () => {
  it("takes the task off the list and keeps the focus on the page", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => fake.add({ title: "Call" }));
    await user.click(await screen.findByRole("button", { name: "Complete Call" }));
    expect(await screen.findByText("Completed “Call”.")).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole("heading", { name: "Call" })).not.toBeInTheDocument());
    expect(screen.getByRole("heading", { name: "Tasks" })).toHaveFocus();
  });

  it("shows and announces the next instance of a recurring task", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.add({ title: "Water", due_at: "2099-12-01T08:00:00Z", recurrence: DAILY, series_id: "s" });
    });
    await user.click(await screen.findByRole("button", { name: "Complete Water" }));
    expect(await screen.findByText(/Completed “Water”. Next: Dec 2, 2099/)).toBeInTheDocument();
    expect(within(row("Water")).getByText(/Dec 2, 2099/)).toBeInTheDocument();
  });

  it("says why when it fails, beside the task", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      const { id } = fake.add({ title: "Call" });
      fake.refuseOnce(`POST /api/tasks/${id}/complete`, 429, "Too many requests.");
    });
    await user.click(await screen.findByRole("button", { name: "Complete Call" }));
    expect(await within(row("Call")).findByRole("alert")).toHaveTextContent("Too many requests.");
  });
});

describe("deleting", () => {
  it("asks first, with the focus on the harmless answer", async () => {
    const { fake, user } = renderWithBackend(<TaskBoard />, (fake) => fake.add({ title: "Call" }));
    await user.click(await screen.findByRole("button", { name: "Delete Call" }));
    expect(screen.getByRole("button", { name: "Keep" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button", { name: "Keep" })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Delete Call" })).toHaveFocus();
    expect(fake.tasks).toHaveLength(1);
  });

  it("deletes after the confirmation", async () => {
    const { fake, user } = renderWithBackend(<TaskBoard />, (fake) => fake.add({ title: "Call" }));
    await user.click(await screen.findByRole("button", { name: "Delete Call" }));
    await user.click(screen.getByRole("button", { name: "Yes, delete" }));
    expect(await screen.findByText("Deleted “Call”.")).toBeInTheDocument();
    expect(await screen.findByText(/Nothing to do/)).toBeInTheDocument();
    expect(fake.tasks).toEqual([]);
  });

  it("warns that a recurring task will not come back", async () => {
    const { user } = renderWithBackend(<TaskBoard />, (fake) => {
      fake.add({ title: "Water", due_at: "2099-12-01T08:00:00Z", recurrence: DAILY, series_id: "s" });
    });
    await user.click(await screen.findByRole("button", { name: "Delete Water" }));
    expect(screen.getByRole("group", { name: /stop repeating/ })).toBeInTheDocument();
  });
});
