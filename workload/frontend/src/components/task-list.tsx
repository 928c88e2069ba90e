"use client";

import { explain } from "@/lib/explain";
import type { Task, TaskFilter } from "@/lib/task";
import { Problem } from "./problem";
import { TaskItem } from "./task-item";
import { useTaskList } from "./use-tasks";

const EMPTY: Record<TaskFilter, string> = {
  open: "Nothing to do. Add a task above, or enjoy the quiet.",
  completed: "Nothing completed yet. It will show up here.",
  all: "No tasks yet. Add the first one above.",
};

interface TaskListProps {
  readonly filter: TaskFilter;
  readonly onCompleted: (task: Task) => void;
  readonly onDeleted: (task: Task) => void;
}

export function TaskList({ filter, onCompleted, onDeleted }: TaskListProps) {
  const list = useTaskList(filter);
  if (list.isPending) return <Skeleton />;
  const tasks = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {list.isError && (
        <Problem explanation={explain(list.error)}>
          <button className="button" type="button" onClick={() => void list.refetch()}>
            Try again
          </button>
        </Problem>
      )}
      {tasks.length === 0 && !list.isError && <p className="empty">{EMPTY[filter]}</p>}
      {tasks.length > 0 && (
        <ul className="task-list" aria-label={`${filter} tasks`}>
          {tasks.map((task) => (
            <TaskItem key={task.id} task={task} onCompleted={onCompleted} onDeleted={onDeleted} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <button
          className="button wide"
          type="button"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? "Loading…" : "Show more"}
        </button>
      )}
    </>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading tasks…</span>
      <div aria-hidden="true" />
      <div aria-hidden="true" />
      <div aria-hidden="true" />
    </div>
  );
}
