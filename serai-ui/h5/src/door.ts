import { ask, HttpProblem, query } from "@serai/kit/http.ts";
import { expired, framed } from "./host";

/** What the page asks of the door, and what it hears. */

/** From where the viewer looks: his part of the company, and the participant he is or belongs to. */
export type Outlook = { level: "clerk" | "store" | "city" | "region" | "brand" | "all"; unit: string; me: string | null; explains: boolean };

export type Info = {
  activity_id: number;
  play: "campaign" | "contest";
  name: Record<string, string>;
  state: string;
  start: string;
  end: string;
  zone: string;
  /** Of a contest alone, from here on. */
  description?: Record<string, string>;
  metric?: { id: string; name: Record<string, string> };
  rules?: Record<string, string>;
  award?: string;
  brand?: string;
  group?: string;
  unit?: string;
  scale?: number;
  show_top?: number;
  ranking_top?: number;
  outlook?: Outlook;
  versus?: { compare: Versus["compare"]; views: VersusName[] };
};

export type View = Info & {
  reward?: { id: string; type: string; cost: number; currency: string };
  page?: { components: { use: string }[] };
};

export type Progress = { total: number; every: number; held: number; next: number; currency: string };

export type Reward = { grant_id: string; reward: string; status: "PENDING" | "GRANTED" | "REVERTED"; granted_at: string; fact_id: string };

export type Rewards = { rewards: Reward[]; next: string | null };

/** Without unit_id it is somebody whose name is not this viewer's business. */
export type Row = { rank: number | null; unit_id: string | null; unit_name: string | null; score: string | null; group?: string | null };

export type Board = { as_of: string; version: number; unit: string; total: number; rows: Row[]; me: Row | null; computing?: boolean };

/** Where one unit stands, who is next ahead of it, what is missing to him, and who stands around. */
export type Standing = { as_of: string; me: Row; ahead: Row | null; gap: { score: string } | null; around: Row[]; total: number };

/** Ranks at the ends of the days before, oldest first. */
export type Movement = { boards: { as_of: string }[]; rows: { unit_id: string; ranks: (number | null)[] }[] };

export type Past = { points: { as_of: string; rank: number | null; score: string | null }[] };

export type Part = { id: string; version: number; occurred_at: string; n: number; d: number };

export type Explained = { unit_id: string; score: string | null; raw: { n: number; d: number }; facts: Part[]; next: string | null };

export type Side = { unit_id: string | null; unit_name: string | null; score: string | null };

/** Two who stand against each other; who is hidden from this viewer is null. */
export type Pair = {
  one: Side | null;
  other: Side | null;
  lead: { unit_id: string; score: string | null } | null;
  result: { state: string; winner: string | null; equal: boolean };
  days: { day: string; one: string | null; other: string | null }[];
};

export type Match = { one: Side | null; other: Side | null; bye: boolean; winner: string | null };

export type Round = { round: number; start: string; end: string; state: "open" | "running" | "decided"; matches: Match[] };

export type Team = { rank: number; team_id: string; name: Record<string, string>; score: string | null; members: number; units: (Side & { counts: boolean })[] };

type Measured = { score: string | null };
export type Ranked = Side & { rank: number; growth?: Measured; adjusted?: Measured; base?: Measured };

export type VersusName = "pairs" | "bracket" | "teams" | "growth" | "handicap";

/** Who stands against whom, one view of it. Under compare "growth" the scores of sides and teams are shares of 1. */
export type Versus = {
  view: VersusName;
  compare: "score" | "growth" | "handicap";
  days_left: number;
  state: "open" | "running" | "provisional" | "final";
  pairs?: Pair[];
  bracket?: { rounds: Round[] };
  champion?: Side | null;
  teams?: Team[];
  growth?: Ranked[];
  handicap?: Ranked[];
};

export type Friends = Board & { friends: number; more: boolean; hidden: boolean };

type Envelope<T> = { code: number; msg: string; data: T; sub_code?: string; sub_msg?: string; request_id: string };

/** The door said no, in its own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly subCode: string,
    explanation: string,
    readonly requestId: string,
  ) {
    super(explanation);
  }
}

/** How the page is known: by a session the app opened, by an embed link, or not at all. */
export type Way = { session: boolean; activity: string; link?: string; entered?: true };

/** A framed page has a cookie of its own for each activity; a link's is named by the link. */
function own(way: Way): string {
  return way.link ? query({ link: way.link }) : framed ? query({ activity_id: way.activity }) : "";
}

export async function call<T>(way: Way, action: string, args: Record<string, unknown> = {}, signal?: AbortSignal): Promise<T> {
  return told(way, async () => {
    const body = { action, args, ...(way.link && way.activity ? { activity_id: Number(way.activity) } : {}) };
    const answer =
      way.session || way.link
        ? await ask<Envelope<T>>(`/h5/handle${own(way)}`, { method: "POST", body, signal })
        : await ask<Envelope<T>>(open(way, action, args), { signal });
    return answer.data.data;
  });
}

/** What the door refused, in its own words. */
async function told<T>(way: Way, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    if (e instanceof HttpProblem && e.status > 0) {
      const said = e.body as Partial<Envelope<T>> | null;
      if (way.entered && e.status === 401) {
        expired();
      }
      throw new Refused(e.status, said?.sub_code ?? e.code, said?.sub_msg ?? "", said?.request_id ?? "");
    }
    throw e;
  }
}

/** One of the contests a link opens. */
export type Choice = { id: string; name: Record<string, string> };

/** What a link opens, in the order its page turns over. */
export async function enterLink(link: string): Promise<{ way: Way; info: Info; all: Choice[] }> {
  const told = await call<{ activities: { activity_id: number; name: Record<string, string> }[] }>({ session: false, activity: "", link }, "link");
  const all = told.activities.map((a) => ({ id: String(a.activity_id), name: a.name }));
  const first = all[0];
  if (!first) {
    throw new Refused(404, "activity.unknown", "", "");
  }
  const way: Way = { session: false, activity: first.id, link, entered: true };
  return { way, info: await call<Info>(way, "info"), all };
}

/** A page's answer, kept to be asked for again: the door says when it is still the same. */
export type Kept<T> = { etag: string | null; data: T };

/** As call, but what the page has already is not sent again. Only what anybody may see has a tag. */
export async function reread<T>(way: Way, action: string, args: Record<string, unknown>, kept: Kept<T> | null, signal?: AbortSignal): Promise<Kept<T>> {
  const known = way.session || way.link;
  if (known || !kept?.etag) {
    return known ? { etag: null, data: await call<T>(way, action, args, signal) } : first<T>(way, action, args, {}, signal);
  }
  const again = await first<T>(way, action, args, { "if-none-match": kept.etag }, signal);
  return again.data === null ? kept : (again as Kept<T>);
}

async function first<T>(way: Way, action: string, args: Record<string, unknown>, headers: Record<string, string>, signal?: AbortSignal): Promise<Kept<T>> {
  return told(way, async () => {
    const answer = await ask<Envelope<T> | null>(open(way, action, args), { headers, signal });
    return { etag: answer.etag, data: (answer.data?.data ?? null) as T };
  });
}

function open(way: Way, action: string, args: Record<string, unknown>): string {
  return `/h5/public${query({ activity_id: way.activity, action, args: JSON.stringify(args) })}`;
}

/** Where the page hears that its board changed. */
export function events(way: Way): string {
  return `/h5/events${query({ activity_id: way.activity, embed: framed ? new URLSearchParams(location.search).get("embed") : null })}`;
}

/** Finds out how the page is known and what it shows. A session for another activity does not count. */
export async function enter(activity: string): Promise<{ way: Way; info: Info }> {
  const session: Way = { session: true, activity };
  try {
    const info = await call<Info>(session, "info");
    if (String(info.activity_id) === activity || activity === "") {
      return { way: { session: true, activity: String(info.activity_id), entered: true }, info };
    }
  } catch (e) {
    if (!(e instanceof Refused) || e.status !== 401) {
      throw e;
    }
  }
  try {
    const way = { session: false, activity };
    if (!framed) {
      return { way, info: await call<Info>(way, "info") };
    }
  } catch (e) {
    if (e instanceof Refused && e.status === 401) {
      expired();
    }
    throw e;
  }
  expired();
  throw new Refused(401, "session.expired", "", "");
}

/** Counts a press of a button. Nobody waits for it, and nobody is told when it fails. */
export function click(way: Way, component: string): void {
  if (way.session) {
    ask(`/h5/click${own(way)}`, { method: "POST", body: { component } }).catch(() => undefined);
  }
}
