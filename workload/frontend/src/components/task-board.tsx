"use client";

import { useRef, useState } from "react";
import { formatMoment } from "@/lib/schedule";
import type { Task, TaskFilter } from "@/lib/task";
import { TaskForm } from "./task-form";
import { TaskList } from "./task-list";
import { useNextInstance } from "./use-tasks";

const FILTERS: Record<TaskFilter, string> = { open: "Open", completed: "Completed", all: "All" };

/** The tasks: what to add, which to see, and what just happened, said aloud. */
export function TaskBoard() {
  const [filter, setFilter] = useState<TaskFilter>("open");
  const [announcement, setAnnouncement] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const nextInstance = useNextInstance();

  async function onCompleted(task: Task) {
    heading.current?.focus();
    setAnnouncement(`Completed “${task.title}”.`);
    if (!task.recurrence) return;
    // Failing to look changes nothing about the task; the list shows the next one when it is there.
    const next = await nextInstance(task).catch(() => undefined);
    if (next?.due_at) {
      setAnnouncement(`Completed “${task.title}”. Next: ${formatMoment(next.due_at, next.timezone)}.`);
    }
  }

  function onDeleted(task: Task) {
    heading.current?.focus();
    setAnnouncement(`Deleted “${task.title}”.`);
  }

  return (
    <section className="tasks" aria-labelledby="tasks-title">
      <h1 id="tasks-title" ref={heading} tabIndex={-1}>
        Tasks
      </h1>
      <TaskForm onCreated={(task) => setAnnouncement(`Added “${task.title}”.`)} />
      <div className="toolbar">
        <fieldset className="filters">
          <legend className="visually-hidden">Show</legend>
          {Object.entries(FILTERS).map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="filter"
                value={value}
                checked={filter === value}
                onChange={() => setFilter(value as TaskFilter)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <p className="announcement" role="status">
          {announcement}
        </p>
      </div>
      <TaskList filter={filter} onCompleted={(task) => void onCompleted(task)} onDeleted={onDeleted} />
    </section>
  );
}
