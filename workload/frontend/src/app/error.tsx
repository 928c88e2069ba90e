"use client";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="centered" role="alert">
      <h1>That did not work</h1>
      <p>The page could not be loaded. Your tasks are safe.</p>
      {error.digest && <p className="muted">Reference: {error.digest}</p>}
      <button className="button primary" type="button" onClick={reset}>
        Try again
      </button>
    </main>
  );
}
