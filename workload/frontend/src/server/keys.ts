/** How long a token is valid. The backend refuses longer ones: see docs/decisions/0035. */
export const TOKEN_LIFETIME_S = 15 * 60;
/** What the backend allows clocks to differ by. */
const CLOCK_SKEW_S = 30;
const LAST_TOKEN_MS = (TOKEN_LIFETIME_S + CLOCK_SKEW_S) * 1_000;

interface DatedKey {
  readonly createdAt: Date;
}

/**
 * The keys that the backend may believe.
 *
 * A key that the present secret cannot read was made before the secret was replaced, perhaps because it had
 * leaked. It stays only until the last token that it has signed expires, counted from the first key that was
 * made after it. While there is no such key, there is none to publish: Better Auth then makes one.
 */
export function publishedKeys<Key extends DatedKey>(
  readable: readonly Key[],
  unreadable: readonly Key[],
  now: Date,
): Key[] {
  if (readable.length === 0) return [];
  return [...readable, ...unreadable.filter((key) => now.getTime() < lastTokenOf(key, readable))];
}

/** A key without a later one that is readable was made by a replica that has the next secret already. */
function lastTokenOf(key: DatedKey, readable: readonly DatedKey[]): number {
  const later = readable
    .map(({ createdAt }) => createdAt.getTime())
    .filter((at) => at > key.createdAt.getTime());
  return (later.length > 0 ? Math.min(...later) : key.createdAt.getTime()) + LAST_TOKEN_MS;
}
