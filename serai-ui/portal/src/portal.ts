import { query } from "@serai/kit/http.ts";
import { api } from "./session";

/** What the portal's pages ask, and what they hear: docs/portal-api.md. */

export type Status = "REGISTERED" | "REVIEW" | "ASKED" | "REJECTED" | "SANDBOX" | "LIVE" | "SUSPENDED" | "CLOSED";
export type Mode = "FULL_API" | "EMBEDDED_H5" | "SDK";
export const MODES: Mode[] = ["FULL_API", "EMBEDDED_H5", "SDK"];
export type ContactRole = "BUSINESS" | "TECHNICAL" | "FINANCE";
export const CONTACT_ROLES: ContactRole[] = ["BUSINESS", "TECHNICAL", "FINANCE"];
export type Contact = { name: string; email: string; phone: string; role: ContactRole };
export type Company = { name: string; registration_no: string; address: string };

/** What a merchant tells of himself. */
export type Profile = { company: Company; contacts: Contact[]; access_mode: Mode; scenario: string };
export type Registration = Profile & { login: string; password: string; name: string };

export type Licence = { file_id: string; name: string; type: string; bytes: number; sha256: string; uploaded_at: string };
export type Step = { at: string; by: string; kind: string; text: string };
export type Item = { item: string; title: Record<string, string>; signed_by: string | null; signed_at: string | null };
export type Application = Profile & { merchant_id: string; status: Status; version: number; licences: Licence[]; steps: Step[]; checklist: Item[] };

export type Key = {
  key_id: string;
  kind: "SECRET" | "RSA_PUBLIC";
  fingerprint: string;
  state: "LIVE" | "COMING" | "ENDED";
  not_before: string;
  not_after: string;
  last_used_at: string | null;
};
export type App = { app_id: string; name: string; stage: "SANDBOX" | "LIVE"; status: string; legacy_md5: boolean; limit_per_s: number; sign_types: string[]; keys: Key[] };

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

export type Account = { login: string; name: string; role: "owner" | "developer"; enabled: boolean; last_login_at: string | null };

const got = <T>(at: string): Promise<T> => api<T>(at).then((a) => a.data);
const sent = <T>(method: "POST" | "PUT" | "PATCH" | "DELETE", at: string, body: unknown = {}): Promise<T> =>
  api<T>(at, { method, body: method === "DELETE" ? undefined : body }).then((a) => a.data);
const seg = encodeURIComponent;

export const readApplication = (): Promise<Application> => got("/application");
export const changeApplication = (it: Profile & { version: number }): Promise<Application> => sent("PUT", "/application", it);
export const submit = (answer: string): Promise<Application> => sent("POST", "/application/submit", answer ? { answer } : {});
export const addLicence = (file: File): Promise<Licence> => sent("POST", `/application/licences${query({ name: file.name })}`, file);
export const removeLicence = (id: string): Promise<null> => sent("DELETE", `/application/licences/${seg(id)}`);
export const licenceAddress = (id: string): string => `/portal/api/application/licences/${seg(id)}`;

export const readApps = (): Promise<App[]> => got<{ apps: App[] }>("/apps").then((a) => a.apps);
export const newSecret = (app: string, overlap_hours: number): Promise<{ key: Key; secret: string }> => sent("POST", `/apps/${seg(app)}/secrets`, { overlap_hours });
export const addRsaKey = (app: string, public_key: string, overlap_hours: number): Promise<{ key: Key; platform_public_key: string }> =>
  sent("POST", `/apps/${seg(app)}/rsa-keys`, { public_key, overlap_hours });
export const endKey = (app: string, key: string): Promise<Key> => sent("POST", `/apps/${seg(app)}/keys/${seg(key)}/end`);

export const readContracts = (): Promise<Contract[]> => got<{ contracts: Contract[] }>("/contract").then((a) => a.contracts);

export const readKinds = (): Promise<Kind[]> => got<{ kinds: Kind[] }>("/changes/kinds").then((a) => a.kinds);
export const readChanges = (after: number | null): Promise<{ changes: Change[]; next: number | null }> => got(`/changes${query({ after, limit: 50 })}`);
export const askChange = (kind: string, after: unknown, note: string): Promise<Change> => sent("POST", "/changes", { kind, after, ...(note ? { note } : {}) });
export const withdrawChange = (n: number): Promise<Change> => sent("POST", `/changes/${n}/withdraw`);
export const reverseChange = (n: number): Promise<Change> => sent("POST", `/changes/${n}/reverse`);

export const readTeam = (): Promise<Account[]> => got<{ accounts: Account[] }>("/team").then((a) => a.accounts);
export const addAccount = (it: { login: string; name: string; role: string; password: string }): Promise<Account> => sent("POST", "/team", it);
export const changeAccount = (login: string, it: { enabled?: boolean; role?: string; password?: string }): Promise<Account> => sent("PATCH", `/team/${seg(login)}`, it);

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

export const emptyContact = (role: ContactRole): Contact => ({ name: "", email: "", phone: "", role });
