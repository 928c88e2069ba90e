import { describe, expect, it } from "vitest";
import { ApiProblem } from "@/lib/backend";
import { explain } from "@/lib/explain";
import { SignedOut } from "@/lib/token";

describe("explain", () => {
  it("passes a refusal on in the backend's words", () => {
    expect(explain(new ApiProblem(422, "title is too long", "r-1"))).toEqual({
      text: "title is too long",
      reference: "r-1",
    });
  });

  it("keeps a failure's inner words from people but gives its reference", () => {
    const { text, reference } = explain(new ApiProblem(500, "KeyError: 'x'", "r-2"));
    expect(text).not.toContain("KeyError");
    expect(reference).toBe("r-2");
  });

  it("tells a lost connection from a session that is over", () => {
    expect(explain(new TypeError("Failed to fetch")).text).toContain("cannot be reached");
    expect(explain(new SignedOut("over")).text).toContain("Sign in again");
  });
});
