"use client";

import { useEffect, useRef, useState } from "react";
import { explain } from "@/lib/explain";
import { describeRecurrence, formatMoment, isOverdue } from "@/lib/schedule";
import type { Task } from "@/lib/task";
import { Problem } from "./problem";
import { useCompleteTask, useDeleteTask } from "./use-tasks";

interface TaskItemProps {
  readonly task: Task;
  readonly onCompleted: (task: Task) => void;
  readonly onDeleted: (task: Task) => void;
}

export function TaskItem({ task, onCompleted, onDeleted }: TaskItemProps) {
  const complete = useCompleteTask();
  const remove = useDeleteTask();
  const [confirming, setConfirming] = useState(false);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const done = task.status === "completed";
  const busy = complete.isPending || remove.isPending;
  const error = complete.error ?? remove.error;

  function finish() {
    if (!busy) complete.mutate(task, { onSuccess: () => onCompleted(task) });
  }

  function erase() {
    if (!busy) remove.mutate(task, { onSuccess: () => onDeleted(task) });
  }

  return (
    <li className={done ? "task done" : "task"} aria-busy={busy}>
      <div className="task-row">
        <button
          className="check"
          type="button"
          aria-label={done ? `Completed: ${task.title}` : `Complete ${task.title}`}
          disabled={done}
          aria-disabled={busy}
          onClick={finish}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 12.5l4 4 8-9" />
          </svg>
        </button>
        <div className="task-text">
          <h2>{task.title}</h2>
          {task.description && <p className="description">{task.description}</p>}
          <Schedule task={task} />
        </div>
        <button
          className="button quiet small"
          type="button"
          aria-label={`Delete ${task.title}`}
          aria-disabled={busy}
          aria-expanded={confirming}
          ref={deleteButton}
          onClick={() => setConfirming(true)}
        >
          Delete
        </button>
      </div>
      {confirming && (
        <Confirmation
          question={
            task.recurrence && !done ? "Delete this task and stop repeating it?" : "Delete this task?"
          }
          busy={busy}
          onConfirm={erase}
          onCancel={() => {
            setConfirming(false);
            deleteButton.current?.focus();
          }}
        />
      )}
      {error && <Problem explanation={explain(error)} />}
    </li>
  );
}

function Schedule({ task }: { task: Task }) {
  if (!task.due_at && !task.recurrence) return null;
  const overdue = task.status === "open" && isOverdue(task.due_at, new Date());
  return (
    <p className="schedule">
      {task.due_at && (
        <time className={overdue ? "overdue" : undefined} dateTime={task.due_at}>
          {overdue && "Overdue: "}
          {formatMoment(task.due_at, task.timezone)}
        </time>
      )}
      {task.recurrence && <span className="badge">{describeRecurrence(task.recurrence)}</span>}
    </p>
  );
}

interface ConfirmationProps {
  readonly question: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

function Confirmation({ question, busy, onConfirm, onCancel }: ConfirmationProps) {
  const keepButton = useRef<HTMLButtonElement>(null);
  // The harmless answer gets the focus: a second press of the same key deletes nothing.
  useEffect(() => keepButton.current?.focus(), []);
  return (
    <div
      className="confirmation"
      role="group"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <p>{question}</p>
      <button className="button danger small" type="button" aria-disabled={busy} onClick={onConfirm}>
        Yes, delete
      </button>
      <button className="button small" type="button" onClick={onCancel} ref={keepButton}>
        Keep
      </button>
    </div>
  );
}
