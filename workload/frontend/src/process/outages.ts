import { channel } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { noticeOutage } from "@/server/outages";

/** Answers pages with 503 instead of 500 while the database is full or restarting. */
export function answerPagesInOutages(): void {
  channel("http.server.request.start").subscribe((event) => {
    noticeOutage((event as { response: ServerResponse }).response);
  });
}
