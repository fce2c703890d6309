import { money } from "@serai/kit/format.ts";
import { query } from "@serai/kit/http.ts";
import { may } from "./merchants";
import { api } from "./session";

/** What may be unfair in a contest, as the room "contest" tells it. */

export type FlagState = "open" | "accepted" | "excluded";

export type Flag = {
  id: number;
  kind: string;
  unit: string;
  state: FlagState;
  told: Record<string, string | number | boolean>;
  found_at: string;
  size: number;
  decided?: { by: string; reason: string; at: string };
};

export type FlagDocument = {
  type: string;
  id: string;
  version: number;
  newest: number;
  occurred_at: string;
  body: Record<string, unknown>;
  counts: string | null;
  excluded: boolean;
};

export type OneFlag = Flag & { documents: FlagDocument[] };

export type Flags = { counts: Record<FlagState, number>; flags: Flag[]; next: number | null };

/** Who may decide. The server decides; this only spares people buttons that would be refused. */
export function mayDecide(): boolean {
  return may("product_manager", "operations");
}

export async function readFlags(contest: string, state: FlagState, after: number | null): Promise<Flags> {
  return (await api<Flags>(`/api/contests/${contest}/flags${query({ state, after })}`)).data;
}

export async function readFlag(contest: string, id: number): Promise<OneFlag> {
  return (await api<OneFlag>(`/api/contests/${contest}/flags/${id}`)).data;
}

/** Decides the flag as it was shown: of documents that came meanwhile the server says so. */
export async function decideFlag(contest: string, shown: OneFlag, decision: "accepted" | "excluded", reason: string, documents?: string[]): Promise<OneFlag> {
  const body = { decision, reason, documents, shown: shown.documents.map((document) => document.id) };
  return (await api<OneFlag>(`/api/contests/${contest}/flags/${shown.id}/decide`, { method: "POST", body })).data;
}

/** Looks for suspicions now. */
export async function lookNow(contest: string): Promise<number> {
  return (await api<{ open: number }>(`/api/contests/${contest}/flags/look`, { method: "POST", body: {} })).data.open;
}

/** How a state looks. */
export function look(state: FlagState): string {
  return { open: "is-warn", accepted: "is-good", excluded: "is-bad" }[state];
}

/** What a receipt came to; null for what is no receipt. */
export function paid(document: FlagDocument): string | null {
  const lines = document.body.lines;
  return Array.isArray(lines) ? money(lines.reduce((sum: bigint, line: { paid: number }) => sum + BigInt(line.paid), 0n), "") : null;
}
