import { query } from "@serai/kit/http.ts";
import { api, me } from "./session";

/** Signed addresses that open contests' pages without an app: for a shop's television, or inside WeCom. */

export const LEVELS = ["all", "brand", "region", "city", "store", "clerk"] as const;
export type Level = (typeof LEVELS)[number];

export type Link = {
  name: string;
  label: string;
  activities: number[];
  level: Level;
  unit: string;
  explains: boolean;
  origin: string | null;
  expires_at: string;
  made_by: string;
  made_at: string;
  revoked_at: string | null;
};

export type NewLink = { label: string; activities: number[]; level: Level; unit: string; explains: boolean; expires_at: string; origin: string | null };

export function mayLink(): boolean {
  return me.value !== null && me.value.role !== "auditor";
}

export async function readLinks(activity: string): Promise<Link[]> {
  return (await api<{ links: Link[] }>(`/api/embed-links${query({ activity_id: activity })}`)).data.links;
}

/** The address is told this once. */
export async function makeLink(wanted: NewLink): Promise<{ link: Link; url: string }> {
  return (await api<{ link: Link; url: string }>("/api/embed-links", { method: "POST", body: wanted })).data;
}

export async function revokeLink(name: string): Promise<void> {
  await api(`/api/embed-links/${name}/revoke`, { method: "POST", body: {} });
}
