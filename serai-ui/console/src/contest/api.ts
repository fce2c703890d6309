import { HttpProblem, query } from "@serai/kit/http.ts";
import type { Row } from "../activities";
import type { Applied, Problem } from "../declarations";
import { api } from "../session";
import type { Schema } from "./form";

/** What the room "contest" tells of metrics, drafts and boards. */

export type Metric = {
  id: string;
  number: number | null;
  name: Record<string, string>;
  description: Record<string, string>;
  rules: Record<string, string>;
  units: string[];
  params: string[];
  /** Its boards are ranked inside groups. */
  groups: boolean;
  /** Its formulas ask which stores take part. */
  stores: boolean;
};

export async function readMetrics(): Promise<Metric[]> {
  return (await api<{ metrics: Metric[] }>("/api/metrics")).data.metrics;
}

export async function readForm(metric: string): Promise<Schema> {
  return (await api<Schema>(`/api/metrics/${encodeURIComponent(metric)}/form`)).data;
}

export type Unit = { unit_id: string; name?: string; store?: string; city?: string; region?: string; brand?: string };

export async function readUnits(unit: "store" | "clerk"): Promise<{ units: Unit[]; more: number }> {
  return (await api<{ units: Unit[]; more: number }>(`/api/contests/units${query({ unit })}`)).data;
}

export type Flaw = { pointer: string; line: number; column: number; text: string; rule: string };

export type Counts = { participants: number; with_facts: number; without_facts: number; zeros: number; nulls: number; ties: { groups: number; units: number; largest: number } };

export type Window = { start: string; end: string; zone: string; own: boolean };

export type Previewed =
  | { sound: false; flaws: Flaw[] }
  | {
      sound: true;
      activity_id: number;
      unit: string;
      scale: number;
      rules: Record<string, string>;
      window: Window;
      unknown: { n?: number; units?: string[] };
      counts?: Counts;
      rows?: Row[];
      total?: number;
      cause?: string;
    };

/** Counts a draft on history. A newer one of the same page ends this one, as leaving the page does. */
export async function preview(text: string, page: string, signal?: AbortSignal): Promise<Previewed> {
  return (await api<Previewed>("/api/contests/preview", { method: "POST", body: { name: "contest.yaml", text, page, limit: 10 }, signal })).data;
}

export function endPreview(page: string): void {
  api("/api/contests/preview/end", { method: "POST", body: { page } }).catch(() => undefined);
}

export type Cut = { what: string; place: number; beyond: number };
export type Prize = { id: string; from: number; to: number; winners: number; more_by_ties: number; amount: number | null; cost: number | null };
export type Hint = { hint: string; n: number; of: number };

export type PastWindow = Partial<Counts> & {
  start: string;
  end: string;
  cause?: string;
  quantiles?: { p: number; score: string }[];
  histogram?: { from: string; to: string; count: number }[];
  top?: Row[];
  cuts?: Cut[];
  prizes?: Prize[];
  cost?: number | null;
  hints?: Hint[];
};

export type Changed = { parameter: string; from: number; to: number; cause?: string; tau?: string; came?: string[]; went?: string[]; first_before?: string[]; first_after?: string[] };

export type RehearsalHead = {
  id: string;
  activity_id: number;
  state: "queued" | "running" | "finished" | "cancelled" | "failed";
  progress: number;
  done: number;
  total: number;
  cause: string | null;
  asked_by: string;
  asked_at: string;
  ended_at: string | null;
};

export type Rehearsal = RehearsalHead & {
  draft: { metric: string; zone: string; name: Record<string, string>; unit: string };
  next: { parameter?: string; to?: number; start?: string; end?: string } | null;
  windows: PastWindow[];
  parameters: Changed[];
  worst_cost: number | null;
};

/** Begins a rehearsal; what is wrong with the file comes back as problems. */
export async function rehearse(text: string, windows: number): Promise<Rehearsal | Problem[]> {
  try {
    return (await api<Rehearsal>("/api/contests/rehearsals", { method: "POST", body: { name: "contest.yaml", text, windows } })).data;
  } catch (e) {
    return problems(e);
  }
}

export async function readRehearsal(id: string): Promise<Rehearsal> {
  return (await api<Rehearsal>(`/api/contests/rehearsals/${encodeURIComponent(id)}`)).data;
}

export async function readRehearsals(activity: string | number): Promise<RehearsalHead[]> {
  return (await api<{ rehearsals: RehearsalHead[] }>(`/api/contests/rehearsals${query({ activity_id: activity })}`)).data.rehearsals;
}

export async function cancelRehearsal(id: string): Promise<void> {
  await api(`/api/contests/rehearsals/${encodeURIComponent(id)}/cancel`, { method: "POST", body: {} });
}

export type Imported = { files: { name: string; text: string }[]; left_out: { activity_id: number; why: string }[] };

export async function importTables(tables: Record<string, unknown[]>, zone: string, open: boolean): Promise<Imported> {
  return (await api<Imported>("/api/contests/import", { method: "POST", body: { tables, zone, public: open } })).data;
}

/** Publishes several files as one, or only checks them. */
export async function applyAll(files: { name: string; text: string }[], dryRun: boolean): Promise<Applied | Problem[]> {
  try {
    return (await api<Applied>("/api/declarations/apply", { method: "POST", body: { files, dry_run: dryRun } })).data;
  } catch (e) {
    return problems(e);
  }
}

function problems(e: unknown): Problem[] {
  const found = e instanceof HttpProblem && e.status === 422 ? (e.body as { problems?: Problem[] }).problems : undefined;
  if (!found?.length) {
    throw e;
  }
  return found;
}

export type Trend = { version: number; since: string | null; times: string[]; rows: { unit_id: string; before: number | null; ranks: (number | null)[] }[] };

export async function readTrends(id: string, limit: number): Promise<Trend> {
  return (await api<Trend>(`/api/contests/${id}/trends${query({ limit, offset: 0 })}`)).data;
}

export async function findParticipants(id: string, text: string, signal?: AbortSignal): Promise<{ rows: Row[]; more: number }> {
  return (await api<{ rows: Row[]; more: number }>(`/api/contests/${id}/participants${query({ text })}`, { signal })).data;
}

export type Recounted = { activity_id: number; unit_days: number; behind: number; sure: boolean; differences: { unit: string; day: string; recounted: string | null; kept: string | null }[] };

export async function recount(id: string): Promise<Recounted> {
  return (await api<Recounted>(`/api/contests/${id}/recount`, { method: "POST", body: {} })).data;
}
