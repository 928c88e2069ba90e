import { createAuthClient } from "better-auth/react";

/** Better Auth's browser side, at `/api/auth` of this host. */
export const authClient = createAuthClient();
