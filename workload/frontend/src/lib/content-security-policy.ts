export interface PolicyOptions {
  /** React's development build evaluates code, and its tools insert styles. */
  readonly development: boolean;
  /** Whether browsers reach the application by HTTPS. */
  readonly https: boolean;
}

/** Scripts only with the response's nonce, everything else only from this host, nothing in frames. */
export function contentSecurityPolicy(nonce: string, { development, https }: PolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
