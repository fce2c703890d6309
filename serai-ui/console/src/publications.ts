import { query } from "@serai/kit/http.ts";
import { api, me } from "./session";

/** The desk at which a contest's result is reviewed, published and corrected: docs/publication.md. */

export type Check = { id: "settled" | "recount" | "flags" | "review" | "approver"; ok: boolean; found: string };
export type Night = { night: string; finished_at: string; unit_days: number; differences: number };
export type Told = { n: number; published_at: string; approved_by: string; role: string; reason: string; prev: string; hash: string };
export type Prize = { id: string; from: number; to: number; pool: string; cost_minor: number; count: number };
export type Winner = { prize: string; unit_id: string; unit_name: string; rank: number; count: number; subject: string; named: boolean };
export type Plan = { currency: string; prize_ties: "all" | "none" | "split"; participants: number; worst_case_minor: number; cost_minor: number; list: Prize[]; winners: Winner[] };
export type Desk = {
  activity_id: number;
  deleted: boolean;
  publications: Told[];
  /** These are absent of a contest that was deleted. */
  name?: Record<string, string>;
  state?: string;
  unit?: string;
  ended_at?: string;
  settled_at?: string;
  four_eyes?: boolean;
  differs?: boolean;
  review?: { by: string; role: string; at: string; note: string } | null;
  checks?: Check[];
  recounts?: Night[];
  prizes?: Plan | null;
};

export type Score = { score: string | null; raw: { n: number; d: number } };
export type Change = { unit_id: string; rank_before: number | null; rank_after: number | null; before: Score | null; after: Score | null };
export type One = Told & { total: number; unit: string; rows: ({ rank: number; unit_id: string } & Score)[]; changes: Change[]; prizes_moved: string; prizes_given: number; prizes_taken: number };
export type Piece = { prize: string; unit_id: string; piece: number };
export type Planned = { after: number; doubt: string | null; changed: number; changes: Change[]; undue: Piece[]; missing: Piece[] };
export type Given = { prize: string; unit_id: string; piece: number; round: number; subject: string; grant_id: string; given_n: number; taken_n: number | null };
export type Repair = { at: string; by: string; reason: string; unit: string | null; day: string | null; was: string | null; became: string | null };
export type Done = { n: number; hash: string; made: boolean };

const at = (id: string, more = ""): string => `/api/contests/${id}/publication${more}`;
const got = async <T>(url: string): Promise<T> => (await api<T>(url)).data;
const sent = async <T>(url: string, body: unknown): Promise<T> => (await api<T>(url, { method: "POST", body })).data;

export const readDesk = (id: string): Promise<Desk> => got(at(id));
export const readOne = (id: string, n: number, limit: number): Promise<One> => got(at(id, `/${n}${query({ limit })}`));
export const readPlanned = (id: string): Promise<Planned> => got(at(id, "/correction"));
export const readGiven = (id: string): Promise<Given[]> => got<{ prizes: Given[] }>(at(id, "/prizes")).then((a) => a.prizes);
export const readRepairs = (id: string): Promise<Repair[]> => got<{ repairs: Repair[] }>(`/api/contests/${id}/repairs`).then((a) => a.repairs);
export const documentAt = (id: string, n: number): string => at(id, `/${n}/document`);
export const openReview = (id: string, reason: string): Promise<unknown> => sent(at(id, "/review"), { reason });
export const closeReview = (id: string, reason: string): Promise<unknown> => sent(at(id, "/review/close"), { reason });
export const publish = (id: string, reason: string): Promise<Done> => sent(at(id), { reason });
export const correct = (id: string, after: number, reason: string, prizes: string[]): Promise<Done> => sent(at(id, "/corrections"), { after, reason, prizes });
export const recount = (id: string): Promise<{ unit_days: number; differences: unknown[] }> => sent(`/api/contests/${id}/recount`, {});
export const repair = (id: string, reason: string): Promise<{ adjusted: number; rebuilt: boolean }> => sent(`/api/contests/${id}/repairs`, { reason });

/** The server decides; this only spares people buttons that would be refused. */
const may = (...roles: string[]): boolean => me.value !== null && ["super_admin", ...roles].includes(me.value.role);
export const mayApprove = (): boolean => may("business_manager");
export const mayReview = (): boolean => may("business_manager", "product_manager", "operations");
export const mayRepair = (): boolean => may("business_manager", "operations");
