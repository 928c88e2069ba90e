import { useId, type ReactNode } from "react";

/** What a control needs in order to belong to its label and its hint. */
export interface ControlAttributes {
  readonly id: string;
  readonly "aria-describedby"?: string;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: (control: ControlAttributes) => ReactNode;
}

/** A labelled control, with a hint that screen readers read out with it. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(hint ? { id, "aria-describedby": hintId } : { id })}
      {hint && (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
