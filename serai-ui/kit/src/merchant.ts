/** What portal and console both know of a merchant: docs/portal-api.md. */

export type Status = "REGISTERED" | "REVIEW" | "ASKED" | "REJECTED" | "SANDBOX" | "LIVE" | "SUSPENDED" | "CLOSED";
export type Mode = "FULL_API" | "EMBEDDED_H5" | "SDK";
export const MODES: Mode[] = ["FULL_API", "EMBEDDED_H5", "SDK"];
export type ContactRole = "BUSINESS" | "TECHNICAL" | "FINANCE";
export const CONTACT_ROLES: ContactRole[] = ["BUSINESS", "TECHNICAL", "FINANCE"];
export type Contact = { name: string; email: string; phone: string; role: ContactRole };
export type Company = { name: string; registration_no: string; address: string };

/** What a merchant tells of himself. */
export type Profile = { company: Company; contacts: Contact[]; access_mode: Mode; scenario: string };

export type Licence = { file_id: string; name: string; type: string; bytes: number; sha256: string; uploaded_at: string };
export type Step = { at: string; by: string; kind: string; text: string };
export type Item = { item: string; title: Record<string, string>; signed_by: string | null; signed_at: string | null };
export type Application = Profile & { merchant_id: string; status: Status; version: number; licences: Licence[]; steps: Step[]; checklist: Item[] };

export type KeyKind = "SECRET" | "RSA_PUBLIC" | "SM2_PUBLIC" | "AES" | "CERTIFICATE";
export type Key = {
  key_id: string;
  kind: KeyKind;
  fingerprint: string;
  cert_sn: string | null;
  certificate: string | null;
  state: "LIVE" | "COMING" | "ENDED";
  not_before: string;
  not_after: string;
  last_used_at: string | null;
};
export type App = { app_id: string; name: string; stage: "SANDBOX" | "LIVE"; status: string; legacy_md5: boolean; limit_per_s: number; sign_types: string[]; keys: Key[] };

/** commission_ppm: parts per million of an order's amount. */
export type Contract = {
  n: number;
  state: "COMING" | "IN_FORCE" | "REPLACED" | "ENDED";
  methods: { method: string; version: number }[];
  limits: Record<"per_s" | "burst" | "concurrent" | "per_day" | "per_month", number | null>;
  commission_ppm: number;
  valid_from: string;
  valid_to: string | null;
};

export type Kind = { kind: string; title: Record<string, string>; now: unknown; pending: number | null };
export type Change = {
  n: number;
  kind: string;
  status: "PENDING" | "APPROVED" | "REJECTED" | "WITHDRAWN";
  before: unknown;
  after: unknown;
  note: string | null;
  asked_by: string;
  asked_at: string;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
  rule: string | null;
  reverses: number | null;
  in_force: boolean;
};

/** How a status is coloured. */
export function look(status: string): string {
  switch (status) {
    case "SANDBOX":
    case "LIVE":
    case "APPROVED":
    case "IN_FORCE":
      return "is-good";
    case "REVIEW":
    case "ASKED":
    case "PENDING":
    case "COMING":
    case "SUSPENDED":
      return "is-warn";
    case "REJECTED":
    case "CLOSED":
      return "is-bad";
    default:
      return "";
  }
}

/** Parts per million as a percentage, exact: 12,345 is 1.2345 %. */
export function percent(ppm: number): string {
  return `${(ppm / 10_000).toFixed(4).replace(/\.?0+$/, "")}\u00a0%`;
}

/** A percentage as somebody types it, in parts per million; null when it is none or finer than that. */
export function ppm(text: string): number | null {
  const found = /^\s*(\d{1,3})(?:\.(\d{1,4}))?\s*%?\s*$/.exec(text);
  return found ? Number(found[1]) * 10_000 + Number((found[2] ?? "").padEnd(4, "0")) : null;
}
