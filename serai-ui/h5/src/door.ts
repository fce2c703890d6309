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
  try {
    const answer = way.session
      ? await ask<Envelope<T>>(`/h5/handle${own(way)}`, { method: "POST", body: { action, args }, signal })
      : await ask<Envelope<T>>(`/h5/public${query({ activity_id: way.activity, action, args: JSON.stringify(args) })}`, { signal });
    return answer.data.data;
  } catch (e) {
    if (e instanceof HttpProblem && e.status > 0) {
      const told = e.body as Partial<Envelope<T>> | null;
      if (way.entered && e.status === 401) {
        expired();
      }
      throw new Refused(e.status, told?.sub_code ?? e.code, told?.sub_msg ?? "", told?.request_id ?? "");
    }
    throw e;
  }
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
