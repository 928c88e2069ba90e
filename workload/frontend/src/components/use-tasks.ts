"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { isNextInstance, type NewTask, type Task, type TaskFilter } from "@/lib/task";
import { useBackend } from "./backend-context";

const TASKS = ["tasks"] as const;

/** The next instance is due within five seconds; then waiting for it ends. */
const NEXT_INSTANCE_DEADLINE_MS = 6_000;
const NEXT_INSTANCE_POLL_MS = 400;

/** The list under a filter, page by page. */
export function useTaskList(filter: TaskFilter) {
  const backend = useBackend();
  return useInfiniteQuery({
    queryKey: [...TASKS, filter],
    queryFn: ({ pageParam, signal }) => backend.listTasks(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

function useTaskMutation<Input, Result>(mutationFn: (input: Input) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queryClient.invalidateQueries({ queryKey: TASKS }) });
}

export function useCreateTask() {
  const backend = useBackend();
  return useTaskMutation((task: NewTask) => backend.createTask(task));
}

export function useDeleteTask() {
  const backend = useBackend();
  return useTaskMutation((task: Task) => backend.deleteTask(task.id));
}

export function useCompleteTask() {
  const backend = useBackend();
  return useTaskMutation((task: Task) => backend.completeTask(task.id));
}

/**
 * Waits for the instance that follows a completed one, which an event makes a moment later.
 *
 * Resolves to undefined when it does not come in time, as after a series' last day.
 */
export function useNextInstance() {
  const backend = useBackend();
  const queryClient = useQueryClient();
  return async (completed: Task): Promise<Task | undefined> => {
    const deadline = Date.now() + NEXT_INSTANCE_DEADLINE_MS;
    while (Date.now() < deadline) {
      const { items } = await backend.listTasks("open");
      const next = items.find((task) => isNextInstance(task, completed));
      if (next) {
        await queryClient.invalidateQueries({ queryKey: TASKS });
        return next;
      }
      await new Promise((resolve) => setTimeout(resolve, NEXT_INSTANCE_POLL_MS));
    }
    return undefined;
  };
}
