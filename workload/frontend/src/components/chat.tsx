"use client";

import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { ApiProblem, type ChatTurn } from "@/lib/backend";
import { explain, type Explanation } from "@/lib/explain";
import { useBackend } from "./backend-context";
import { Problem } from "./problem";

interface Message extends ChatTurn {
  readonly cutOff?: boolean;
}

const SERVICE_UNAVAILABLE = 503;

function explainChat(error: Error): Explanation {
  const explanation = explain(error);
  if (!(error instanceof ApiProblem) || error.status !== SERVICE_UNAVAILABLE) return explanation;
  return { ...explanation, text: "The assistant is not available right now. Your tasks work as usual." };
}

/** A conversation with the assistant; it lives as long as the page. */
export function Chat() {
  const backend = useBackend();
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [draft, setDraft] = useState("");
  const ask = useMutation({
    mutationFn: (text: string) =>
      backend.chat(
        text,
        messages.map(({ speaker, text: said }) => ({ speaker, text: said })),
      ),
    onSuccess: ({ reply, cut_off: cutOff }, text) => {
      setMessages((before) => [
        ...before,
        { speaker: "user", text },
        { speaker: "assistant", text: reply, cutOff },
      ]);
      // What was typed while waiting stays.
      setDraft((current) => (current.trim() === text ? "" : current));
    },
  });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = draft.trim();
    if (text && !ask.isPending) ask.mutate(text);
  }

  return (
    <section className="card chat" aria-labelledby="chat-title">
      <h2 id="chat-title">Assistant</h2>
      <Conversation messages={messages} waiting={ask.isPending} />
      {ask.error && <Problem explanation={explainChat(ask.error)} />}
      <form onSubmit={submit} aria-label="Message to the assistant">
        <label className="visually-hidden" htmlFor="chat-message">
          Message
        </label>
        <input
          id="chat-message"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          maxLength={4000}
          autoComplete="off"
          placeholder="What should I do first?"
          required
        />
        <button className="button primary" type="submit" aria-disabled={ask.isPending}>
          Send
        </button>
      </form>
    </section>
  );
}

function Conversation({ messages, waiting }: { messages: readonly Message[]; waiting: boolean }) {
  return (
    // Focusable, because a long conversation scrolls and must do so by keyboard too.
    <div className="conversation" role="log" aria-label="Conversation" tabIndex={0}>
      {messages.length === 0 && !waiting && (
        <p className="muted">Ask how to plan your day, or to sort things out.</p>
      )}
      {messages.map((message, index) => (
        <p key={index} className={`message ${message.speaker === "user" ? "you" : "assistant"}`}>
          <span className="visually-hidden">{message.speaker === "user" ? "You: " : "Assistant: "}</span>
          {message.text}
          {message.cutOff && <em> (The answer was too long and ends here.)</em>}
        </p>
      ))}
      {waiting && <p className="muted">Thinking…</p>}
    </div>
  );
}
