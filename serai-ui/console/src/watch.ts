import { query } from "@serai/kit/http.ts";
import { api } from "./session";

/** What the room "watch" tells: figures and single records of calls. */

/** Who has to act on a call: nobody, the caller, the core's people, or ours. */
export type Fault = "ok" | "caller" | "core" | "house";

export const FAULTS: Fault[] = ["ok", "caller", "core", "house"];

type Counted = Record<Fault, number> & { calls: number };

type Latency = { p50_micros: number | null; p95_micros: number | null; p99_micros: number | null };

export type Overview = {
  window: Window;
  from: string;
  to: string;
  /** False when there were too many calls to count them all; then {@code from} says since when they were counted. */
  complete: boolean;
  /** How many of the newest calls the percentiles are taken from. */
  latency_calls: number;
  bucket_s: number;
  totals: Counted & Latency;
  methods: (Counted & Latency & { method: string | null })[];
  errors: { sub_code: string; code: number; fault: Fault; calls: number }[];
  buckets: (Record<Fault, number> & { at: string })[];
};

export type Window = "1h" | "24h";

export type Call = {
  request_id: string;
  at: string;
  merchant_id: string | null;
  app_id: string | null;
  dialect: string;
  method: string | null;
  version: number | null;
  http_method: string;
  address: string;
  code: number;
  sub_code: string | null;
  sub_msg: string | null;
  step: string;
  micros: number;
  user_id: string | null;
  bytes_in: number;
  bytes_out: number;
  fault: Fault;
};

export type CallFilter = {
  app_id?: string;
  method?: string;
  fault?: string;
  sub_code?: string;
  from?: string;
  to?: string;
  request_id?: string;
};

export async function readOverview(window: Window, signal?: AbortSignal): Promise<Overview> {
  return (await api<Overview>(`/api/overview${query({ window })}`, { signal })).data;
}

export async function readCalls(
  filter: CallFilter,
  after: string | null,
  limit: number,
  signal?: AbortSignal,
): Promise<{ calls: Call[]; next: string | null }> {
  return (await api<{ calls: Call[]; next: string | null }>(`/api/calls${query({ ...filter, after, limit })}`, { signal })).data;
}

export async function readApps(): Promise<{ app_id: string; merchant_id: string }[]> {
  return (await api<{ apps: { app_id: string; merchant_id: string }[] }>("/api/apps")).data.apps;
}

/** The checks in the order a call passes them. */
export const STEPS = [
  "read",
  "dialect",
  "app",
  "allow_list",
  "signature",
  "replay",
  "method",
  "grant",
  "limits",
  "token",
  "schema",
  "run",
  "done",
] as const;

export type Step = { name: string; state: "passed" | "stopped" | "away" };

/** How far a call came. A step we do not know is shown as the only one. */
export function stepsOf(call: Pick<Call, "step">): Step[] {
  const at = (STEPS as readonly string[]).indexOf(call.step);
  if (at < 0) {
    return [{ name: call.step, state: "stopped" }];
  }
  return STEPS.map((name, i) => ({ name, state: i < at || call.step === "done" ? "passed" : i === at ? "stopped" : "away" }));
}
