"use client";

import { useRef, useState, type SubmitEvent } from "react";
import { explain } from "@/lib/explain";
import { InvalidTask, taskFrom } from "@/lib/new-task";
import { FREQUENCY_UNITS } from "@/lib/schedule";
import type { Frequency, Task } from "@/lib/task";
import { Field } from "./field";
import { Problem } from "./problem";
import { useBrowserTimeZone } from "./use-browser-time-zone";
import { useCreateTask } from "./use-tasks";

/** The title alone is enough; date, repetition and notes unfold. */
export function TaskForm({ onCreated }: { onCreated: (task: Task) => void }) {
  const create = useCreateTask();
  const form = useRef<HTMLFormElement>(null);
  const [invalid, setInvalid] = useState<string>();
  const [frequency, setFrequency] = useState<Frequency | "">("");

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (create.isPending) return;
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
    setFrequency("");
    focusControl("title");
    onCreated(task);
  }

  function focusControl(name: string) {
    const control = form.current?.elements.namedItem(name);
    if (control instanceof HTMLElement) control.focus();
  }

  return (
    <form className="card task-form" ref={form} onSubmit={submit} aria-label="Add a task">
      <div className="task-form-title">
        <Field label="New task">
          {(control) => (
            <input
              {...control}
              name="title"
              maxLength={200}
              required
              autoComplete="off"
              placeholder="Water the plants"
            />
          )}
        </Field>
        <button className="button primary" type="submit" aria-disabled={create.isPending}>
          {create.isPending ? "Adding…" : "Add"}
        </button>
      </div>
      <details>
        <summary>Date, repetition, notes</summary>
        <div className="details">
          <ScheduleFields frequency={frequency} onFrequency={setFrequency} />
          <Field label="Notes">
            {(control) => <textarea {...control} name="description" rows={2} maxLength={5000} />}
          </Field>
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
  readonly frequency: Frequency | "";
  readonly onFrequency: (frequency: Frequency | "") => void;
}

function ScheduleFields({ frequency, onFrequency }: ScheduleFieldsProps) {
  const timeZone = useBrowserTimeZone();
  return (
    <>
      <Field label="Due" hint={timeZone && `Times are in ${timeZone}.`}>
        {(control) => <input {...control} name="due" type="datetime-local" />}
      </Field>
      <Field label="Repeat">
        {(control) => (
          <select
            {...control}
            name="frequency"
            onChange={(event) => onFrequency(event.target.value as Frequency | "")}
          >
            <option value="">Never</option>
            <option value="daily">Daily</option>
            <option value="weekly">Weekly</option>
            <option value="monthly">Monthly</option>
          </select>
        )}
      </Field>
      {frequency && (
        <>
          <Field label={`Every how many ${FREQUENCY_UNITS[frequency]}s`}>
            {(control) => (
              <input
                {...control}
                name="interval"
                type="number"
                inputMode="numeric"
                min={1}
                max={99}
                defaultValue={1}
              />
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
