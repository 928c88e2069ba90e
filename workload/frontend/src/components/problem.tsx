import type { ReactNode } from "react";
import type { Explanation } from "@/lib/explain";

/** A failure, read out at once by screen readers, with what can be done about it. */
export function Problem({ explanation, children }: { explanation: Explanation; children?: ReactNode }) {
  return (
    <div className="problem" role="alert">
      <p>{explanation.text}</p>
      {explanation.reference && (
        <p className="reference">
          Reference: <code>{explanation.reference}</code>
        </p>
      )}
      {children}
    </div>
  );
}
