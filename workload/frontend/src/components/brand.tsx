/** The name with its mark, drawn in the text's colour so that it follows the scheme. */
export function Brand() {
  return (
    <p className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" width="28" height="28">
        <rect width="32" height="32" rx="9" fill="var(--accent)" />
        <path
          d="M9 16.5l5 5 9.5-11"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="3.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Todo
    </p>
  );
}
