import { query } from "@serai/kit/http.ts";
import { api } from "./session";

/** What the room "activity" tells: cards of what is published, and boards. */

export type Card = {
  activity_id: number;
  play: "campaign" | "contest";
  name: Record<string, string>;
  start: string;
  end: string;
  zone: string;
  public: boolean;
  state: string;
};

export type Row = {
  /** Null beyond the ranks the contest gives. */
  rank: number | null;
  unit_id: string;
  unit_name: string | null;
  /** Null where it has no value: its denominator is 0. */
  score: string | null;
  raw: { n: number; d: number };
  display: string | null;
};

export type Board = { activity_id: number; as_of: string; version: number; unit: string; total: number; rows: Row[]; computing?: boolean; provisional?: boolean; differs?: boolean; publication?: number; published_at?: string };

export type Part = { id: string; version: number; occurred_at: string; n: number; d: number };

export type Explained = { unit_id: string; score: string | null; raw: { n: number; d: number }; facts: Part[]; next: string | null };

export async function readCards(): Promise<Card[]> {
  return (await api<{ activities: Card[] }>("/api/activities")).data.activities;
}

export async function readCard(id: string): Promise<Card> {
  return (await api<Card>(`/api/activities/${id}`)).data;
}

/** The board, or null when it is still the one with this ETag. */
export async function readBoard(
  id: string,
  rows: { limit: number; offset: number },
  etag: string | null,
  signal?: AbortSignal,
): Promise<{ board: Board; etag: string | null } | null> {
  const answer = await api<Board>(`/api/activities/${id}/board${query(rows)}`, {
    headers: etag ? { "if-none-match": etag } : {},
    signal,
  });
  return answer.status === 304 ? null : { board: answer.data, etag: answer.etag };
}

export async function readExplained(id: string, unit: string, after: string | null, limit: number): Promise<Explained> {
  return (await api<Explained>(`/api/activities/${id}/explain${query({ unit_id: unit, after, limit })}`)).data;
}

/** How a state looks. */
export function look(state: string): string {
  return { running: "is-good", settling: "is-warn", scheduled: "is-accent", published: "is-accent", review: "is-warn", corrected: "is-accent" }[state] ?? "";
}
