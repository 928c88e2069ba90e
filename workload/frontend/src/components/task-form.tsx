"use client";

import { useRef, useState, type SubmitEvent } from "react";
import { explain } from "@/lib/explain";
import { InvalidTask, taskFrom } from "@/lib/new-task";
import { browserTimeZone } from "@/lib/schedule";
import type { Task } from "@/lib/task";
import { Field } from "./field";
import { Problem } from "./problem";
import { useCreateTask } from "./use-tasks";

/** The title alone is enough; date, repetition and notes unfold. */
export function TaskForm({ onCreated }: { onCreated: (task: Task) => void }) {
  const create = useCreateTask();
  const form = useRef<HTMLFormElement>(null);
  const [invalid, setInvalid] = useState<string>();
  const [repeats, setRepeats] = useState(false);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setInvalid(undefined);
    try {
      const task = taskFrom(new FormData(event.currentTarget));
      create.mutate(task, { onSuccess: finish });
    } catch (error) {
      if (!(error instanceof InvalidTask)) throw error;
      setInvalid(error.message);
      focusControl(error.field);
    }
  }

  function finish(task: Task) {
    form.current?.reset();
    setRepeats(false);
    focusControl("title");
    onCreated(task);
  }

  function focusControl(name: string) {
    const control = form.current?.elements.namedItem(name);
    if (control instanceof HTMLElement) control.focus();
  }

  return (
    <form className="card task-form" ref={form} onSubmit={submit} aria-label="New task">
      <div className="task-form-title">
        <Field label="New task">
          {(control) => (
            <input {...control} name="title" maxLength={200} required autoComplete="off" placeholder="Water the plants" />
          )}
        </Field>
        <button className="button primary" type="submit" disabled={create.isPending}>
          {create.isPending ? "Adding…" : "Add"}
        </button>
      </div>
      <details>
        <summary>Date, repetition, notes</summary>
        <div className="details">
          <ScheduleFields repeats={repeats} onRepeats={setRepeats} />
          <Field label="Notes">{(control) => <textarea {...control} name="description" rows={2} maxLength={5000} />}</Field>
        </div>
      </details>
      {invalid && (
        <p className="problem" role="alert">
          {invalid}
        </p>
      )}
      {create.error && <Problem explanation={explain(create.error)} />}
    </form>
  );
}

interface ScheduleFieldsProps {
  readonly repeats: boolean;
  readonly onRepeats: (repeats: boolean) => void;
}

function ScheduleFields({ repeats, onRepeats }: ScheduleFieldsProps) {
  return (
    <>
      <Field label="Due" hint={`Times are in ${browserTimeZone()}.`}>
        {(control) => <input {...control} name="due" type="datetime-local" />}
      </Field>
      <Field label="Repeat">
        {(control) => (
          <select {...control} name="frequency" onChange={(event) => onRepeats(event.target.value !== "")}>
            <option value="">Never</option>
            <option value="daily">Daily</option>
            <option value="weekly">Weekly</option>
            <option value="monthly">Monthly</option>
          </select>
        )}
      </Field>
      {repeats && (
        <>
          <Field label="Every" hint="1 means each day, week or month; 2 every other one.">
            {(control) => (
              <input {...control} name="interval" type="number" inputMode="numeric" min={1} max={99} defaultValue={1} />
            )}
          </Field>
          <Field label="Last day" hint="Leave it empty to go on.">
            {(control) => <input {...control} name="until" type="date" />}
          </Field>
        </>
      )}
    </>
  );
}
