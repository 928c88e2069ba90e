/** The tabs of a browser share a session: each tells the others when it has changed. */
const CHANNEL = "todo-session";

/** One channel for sending and listening: a channel does not hear what it says itself. */
let channel: BroadcastChannel | undefined;

function shared(): BroadcastChannel {
  return (channel ??= new BroadcastChannel(CHANNEL));
}

/** Tells the other tabs that somebody has signed in or out. */
export function announceSessionChange(): void {
  shared().postMessage("changed");
}

/** Calls back when another tab has signed in or out; returns what ends that. */
export function onSessionChange(callback: () => void): () => void {
  const listening = shared();
  listening.addEventListener("message", callback);
  return () => listening.removeEventListener("message", callback);
}
