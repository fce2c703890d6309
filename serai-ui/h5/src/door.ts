import { ask, HttpProblem, query } from "@serai/kit/http.ts";
import { expired, framed } from "./host";

/** What the page asks of the door, and what it hears. */

export type Info = {
  activity_id: number;
  play: "campaign" | "contest";
  name: Record<string, string>;
  state: string;
  start: string;
  end: string;
  zone: string;
};

export type View = Info & {
  rules?: Record<string, string>;
  reward?: { id: string; type: string; cost: number; currency: string };
  page?: { components: { use: string }[] };
};

export type Progress = { total: number; every: number; held: number; next: number; currency: string };

export type Reward = { grant_id: string; reward: string; status: "PENDING" | "GRANTED" | "REVERTED"; granted_at: string; fact_id: string };

export type Rewards = { rewards: Reward[]; next: string | null };

export type Row = { rank: number | null; unit_id: string; unit_name: string | null; score: string | null };

export type Board = { as_of: string; version: number; unit: string; total: number; rows: Row[]; me: Row | null };

/** Where one unit stands, and who is next ahead of it. */
export type Standing = { me: Row; ahead: Row | null };

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

/** How the page is known: by a session the app opened, or not at all. */
export type Way = { session: boolean; activity: string; entered?: true };

/** A framed page has a cookie of its own for each activity. */
function own(way: Way): string {
  return framed ? query({ activity_id: way.activity }) : "";
}

export async function call<T>(way: Way, action: string, args: Record<string, unknown> = {}, signal?: AbortSignal): Promise<T> {
  return told(way, async () => {
    const answer = way.session
      ? await ask<Envelope<T>>(`/h5/handle${own(way)}`, { method: "POST", body: { action, args }, signal })
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

/** A page's answer, kept to be asked for again: the door says when it is still the same. */
export type Kept<T> = { etag: string | null; data: T };

/** As call, but what the page has already is not sent again. Only what anybody may see has a tag. */
export async function reread<T>(way: Way, action: string, args: Record<string, unknown>, kept: Kept<T> | null, signal?: AbortSignal): Promise<Kept<T>> {
  if (way.session || !kept?.etag) {
    return way.session ? { etag: null, data: await call<T>(way, action, args, signal) } : first<T>(way, action, args, {}, signal);
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
