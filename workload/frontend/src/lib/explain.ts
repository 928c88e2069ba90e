import { ApiProblem } from "./backend";
import { OtherPerson, SignedOut } from "./token";

/** What a person is told about a failure, and the reference under which the logs have it. */
export interface Explanation {
  readonly text: string;
  readonly reference?: string;
}

export function explain(error: unknown): Explanation {
  if (error instanceof SignedOut) return { text: "Your session has ended. Sign in again." };
  if (error instanceof OtherPerson) {
    return { text: "Somebody else has signed in in this browser. Load the page again." };
  }
  if (!(error instanceof ApiProblem)) {
    return { text: "The server cannot be reached. Check your connection and try again." };
  }
  const text =
    error.status >= 500 ? "Something went wrong on our side. Try again in a moment." : error.message;
  return error.requestId ? { text, reference: error.requestId } : { text };
}
