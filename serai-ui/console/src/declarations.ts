import { HttpProblem, query } from "@serai/kit/http.ts";
import { api } from "./session";

/** What the room "release" tells and takes: declaration files, their revisions and publications. */

/** Who sees a revision before everybody does: these apps, and this percent of the others. */
export type Share = { percent: number; apps: string[] };

export type Head = {
  kind: string;
  id: string;
  main: string | null;
  gray: (Share & { revision: string }) | null;
  deleted: boolean;
  changed_by: string;
  changed_at: string;
};

export type Revision = { revision: string; file: string; created_at: string; created_by: string };

export type Publication = {
  n: number;
  action: "publish" | "widen" | "withdraw" | "promote" | "rollback" | "delete";
  revision: string | null;
  percent: number | null;
  apps: string[] | null;
  at: string;
  by: string;
  role: string;
};

export type Declaration = Head & { revisions: Revision[]; publications: Publication[] };

export type Source = Revision & { kind: string; id: string; source: string; content: unknown };

export type Change = { pointer: string; change: "added" | "removed" | "changed"; before: unknown; after: unknown };

export type Problem = { file: string; line: number; column: number; text: string; rule: string };

export type Applied = { lines: { file: string; kind: string; id: string; revision: string; changed: boolean }[] };

/** The largest file a page takes. */
export const FILE_SIZE_MAX_BYTES = 1_048_576;

function at(kind: string, id: string): string {
  return `/api/declarations/${kind}/${encodeURIComponent(id)}`;
}

export async function readDeclaration(kind: string, id: string): Promise<Declaration> {
  return (await api<Declaration>(at(kind, id))).data;
}

export async function readSource(kind: string, id: string, revision: string): Promise<Source> {
  return (await api<Source>(`${at(kind, id)}/revisions/${revision}`)).data;
}

export async function readChanges(kind: string, id: string, from: string, to: string): Promise<Change[]> {
  return (await api<{ changes: Change[] }>(`${at(kind, id)}/diff${query({ from, to })}`)).data.changes;
}

/** Publishes a file, or only checks it. What is wrong with it comes back as problems; other failures are thrown. */
export async function apply(name: string, text: string, how: { dryRun?: boolean; share?: Share }): Promise<Applied | Problem[]> {
  const body = { files: [{ name, text }], ...(how.dryRun ? { dry_run: true } : {}), ...(how.share ? { share: how.share } : {}) };
  try {
    return (await api<Applied>("/api/declarations/apply", { method: "POST", body })).data;
  } catch (e) {
    const problems = e instanceof HttpProblem && e.status === 422 ? (e.body as { problems?: Problem[] }).problems : undefined;
    if (!problems?.length) {
      throw e;
    }
    return problems;
  }
}

/** Moves what is live. The answer is not needed: the page reads everything again. */
export async function act(
  kind: string,
  id: string,
  action: "publish" | "rollback" | "withdraw" | "promote",
  body: { revision?: string; share?: Share } = {},
): Promise<void> {
  await api(`${at(kind, id)}/${action}`, { method: "POST", body });
}

/** A revision's number as people read it. */
export function short(revision: string): string {
  return revision.slice(0, 8);
}
