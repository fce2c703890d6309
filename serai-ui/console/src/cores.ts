import { api } from "./session";

/** The cores and how the node that answers sees them: docs/console-api.md, "Cores". */

export type State = "UNWATCHED" | "CLOSED" | "HALF_OPEN" | "OPEN";
export type Address = {
  url: string;
  weight: number;
  state: State;
  calls: number;
  failures: number;
  openings: number;
  opened_at: string | null;
  tried_from: string | null;
  failed_at: string | null;
  failure: string | null;
};
export type Core = {
  core: string;
  declared: boolean;
  versions: { version: string; weight: number; apps: string[]; addresses: Address[] }[];
  backup: Address[];
  care: { calls_max: number; retry_percent_max: number; failure_percent: number | null; open_ms: number | null } | null;
  counts: { in_flight: number; refused: number; retries: number; failovers: number } | null;
};

export const readCores = (signal?: AbortSignal): Promise<Core[]> => api<{ cores: Core[] }>("/api/cores", { signal }).then((a) => a.data.cores);

/** The addresses of a core in the order they are tried: each version's, then the backup's. */
export function rows(core: Core): { key: string; group: string; share: number | null; apps: string[]; address: Address }[] {
  const whole = core.versions.reduce((sum, v) => sum + v.weight, 0);
  const of = core.versions.flatMap((v) =>
    v.addresses.map((address) => ({ key: `${v.version} ${address.url}`, group: v.version, share: whole > 0 ? v.weight / whole : null, apps: v.apps, address })),
  );
  return [...of, ...core.backup.map((address) => ({ key: `backup ${address.url}`, group: "", share: null, apps: [], address }))];
}

export const look = (state: State): string => ({ UNWATCHED: "", CLOSED: "is-good", HALF_OPEN: "is-warn", OPEN: "is-bad" })[state];
