const ACCEPTABLE = /^[\w.-]{8,64}$/;

/** The id that the gateway gave a request, when it is one that a log can hold; a new one otherwise. */
export function requestIdOf(header: string | null): string {
  return header && ACCEPTABLE.test(header) ? header : crypto.randomUUID();
}
