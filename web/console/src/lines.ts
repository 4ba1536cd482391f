import type { Line, View } from "./types";

/** The lines of a view, in its order: the queue has the longest waiting first, the others the latest. */
export function listOf(lines: Iterable<Line>, view: View, me: string): Line[] {
  const belongs: Record<View, (line: Line) => boolean> = {
    queue: (line) => line.owner === "waiting",
    mine: (line) => isMine(line, me),
    all: () => true,
    closed: (line) => line.owner === "closed",
  };
  const found = [...lines].filter(belongs[view]);
  if (view === "queue") return found.sort((a, b) => since(a).localeCompare(since(b)));
  return found.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
}

export function isMine(line: Line, me: string): boolean {
  return line.owner === "agent" && line.agent?.id === me;
}

/** What a change of a line is to this agent: somebody new waits, a conversation has come to me, or mine has a new message. */
export type News = "waiting" | "given" | "message";

export function newsOf(before: Line | undefined, after: Line, me: string): News | null {
  if (after.owner === "waiting" && before?.owner !== "waiting") return "waiting";
  if (!isMine(after, me)) return null;
  if (before === undefined || !isMine(before, me)) return after.why === "transferred" ? "given" : null;
  return after.unread > before.unread ? "message" : null;
}

/** How much waits for this agent: those in the queue, and what is unread in their own. */
export function todo(lines: Iterable<Line>, me: string): number {
  let count = 0;
  for (const line of lines) {
    if (line.owner === "waiting") count += 1;
    else if (isMine(line, me)) count += line.unread;
  }
  return count;
}

/** What to call a shopper: the name, the address, or a guest told apart by the end of the id. */
export function nameOf({ shopper }: Pick<Line, "shopper">): string {
  return shopper.name ?? shopper.email ?? `Guest ${shopper.id.slice(-4)}`;
}

/** Why somebody was put into the queue, for people to read. */
export const REASONS: Record<string, string> = {
  asked: "asked for a person",
  angry: "is angry",
  safety: "safety",
  legal: "legal",
};

/** Why somebody waits, for people to read. */
export function reasonOf(line: Line): string {
  return REASONS[line.why] ?? line.why;
}

export function pressing(line: Line): boolean {
  return line.owner === "waiting" && ["angry", "safety", "legal"].includes(line.why);
}

function since(line: Line): string {
  return line.waiting_since ?? line.updated_at;
}
