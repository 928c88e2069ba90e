/**
 * Lets work run one at a time, however many ask for it.
 *
 * Callers that ask while it runs share the next run: its result has seen everything that
 * was there when they asked.
 */
export function oneAtATime<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;

  function run(): Promise<Result> {
    next = undefined;
    const started = work();
    running = started.catch(() => undefined);
    return started;
  }

  return () => (next ??= running.then(run));
}
