import { query } from "@serai/kit/http.ts";
import type { App, Application, Change, Contact, ContactRole, Contract, Key, Kind, Licence, Profile } from "@serai/kit/merchant.ts";
import { api } from "./session";

/** What the portal's pages ask, and what they hear: docs/portal-api.md. */

export * from "@serai/kit/merchant.ts";

export type Registration = Profile & { login: string; password: string; name: string };

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
export const addSm2Key = (app: string, public_key: string, overlap_hours: number): Promise<{ key: Key; platform_public_key: string }> =>
  sent("POST", `/apps/${seg(app)}/sm2-keys`, { public_key, overlap_hours });
export const newAesKey = (app: string, overlap_hours: number): Promise<{ key: Key; aes_key: string }> => sent("POST", `/apps/${seg(app)}/aes-keys`, { overlap_hours });
export type Certificates = { certificate: string; platform_certificate: string; root_certificate: string };
/** The text is a public key, a signing request or a certificate; its label tells which. */
export const addCertificate = (app: string, text: string, overlap_hours: number): Promise<Certificates> => {
  const name = /CERTIFICATE REQUEST/.test(text) ? "csr" : /BEGIN CERTIFICATE/.test(text) ? "certificate" : "public_key";
  return sent("POST", `/apps/${seg(app)}/certificates`, { [name]: text, overlap_hours });
};
export const endKey = (app: string, key: string): Promise<Key> => sent("POST", `/apps/${seg(app)}/keys/${seg(key)}/end`);

export const readContracts = (): Promise<Contract[]> => got<{ contracts: Contract[] }>("/contract").then((a) => a.contracts);

export const readKinds = (): Promise<Kind[]> => got<{ kinds: Kind[] }>("/changes/kinds").then((a) => a.kinds);
export const readChanges = (after: number | null): Promise<{ changes: Change[]; next: number | null }> => got(`/changes${query({ after, limit: 50 })}`);
export const askChange = (kind: string, after: unknown, note: string): Promise<Change> => sent("POST", "/changes", { kind, after, ...(note ? { note } : {}) });
/** What another allow-list would have done to the calls of the last 24 hours. */
export type DryRun = {
  token: string;
  ranges: string[];
  calls: number;
  refused: number;
  refused_from: { address: string; calls: number; last_at: string }[];
  your_address: string;
  your_address_in: boolean;
};
export const yourAddress = (): Promise<string> => got<{ your_address: string }>("/allow-list").then((a) => a.your_address);
export const dryRun = (ranges: string[]): Promise<DryRun> => sent("POST", "/allow-list/dry-run", { ranges });
export const applyAllowList = (it: DryRun): Promise<Change> => sent("POST", "/allow-list/apply", { token: it.token, refused: it.refused });
export const withdrawChange = (n: number): Promise<Change> => sent("POST", `/changes/${n}/withdraw`);
export const reverseChange = (n: number): Promise<Change> => sent("POST", `/changes/${n}/reverse`);

/** How an app asks users for consent. */
export type Client = {
  app_id: string;
  redirect_uris: string[];
  scopes: string[];
  client_type: "CONFIDENTIAL" | "PUBLIC";
  calls: "SIGNED" | "BEARER";
  access_s: number;
  refresh_s: number;
};
export type ScopeWords = Record<string, { zh: string; en: string }>;
export const readScopes = (): Promise<ScopeWords> => got<{ scopes: ScopeWords }>("/scopes").then((a) => a.scopes);

/** until null: nothing holds any more. */
export type User = { open_id: string; scopes: string[]; given_at: string; until: string | null; revoked_by: "USER" | "MERCHANT" | "OPERATOR" | null };
export const readUsers = (app: string, after: string | null): Promise<{ users: User[]; next: string | null }> => got(`/apps/${seg(app)}/users${query({ after, limit: 50 })}`);
export const revokeUser = (app: string, open_id: string): Promise<null> => sent("POST", `/apps/${seg(app)}/users/revoke`, { open_id });

export const readTeam = (): Promise<Account[]> => got<{ accounts: Account[] }>("/team").then((a) => a.accounts);
export const addAccount = (it: { login: string; name: string; role: string; password: string }): Promise<Account> => sent("POST", "/team", it);
export const changeAccount = (login: string, it: { enabled?: boolean; role?: string; password?: string }): Promise<Account> => sent("PATCH", `/team/${seg(login)}`, it);

export const emptyContact = (role: ContactRole): Contact => ({ name: "", email: "", phone: "", role });

/** What the signature debugger was shown. */
export type Question = { app_id: string; http_method: string; url: string; headers: string; body: string; text: string; at: string | null };
export type Side = { character: string; code_point: string; bytes: string; after: string };
export type Explained = {
  dialect: string;
  app_id: string;
  sign_type: string;
  fits: boolean;
  canonical_text: string;
  visible_text: string;
  charset: string;
  own_text_same: boolean | null;
  difference: { byte_index: number; character_index: number; before: string; ours: Side | null; yours: Side | null } | null;
  findings: { id: string; values: Record<string, string>; text: Record<string, string> }[];
};
export const explainSignature = (it: Question): Promise<Explained> => sent("POST", "/signature", it);

export type Call = {
  request_id: string;
  at: string;
  app_id: string;
  dialect: string;
  method: string | null;
  version: number;
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
  fault: string | null;
};
export type ErrorGroup = { app_id: string; method: string | null; version: number; sub_code: string; code: number; calls: number; first_at: string; last_at: string; sample: string; sub_msg: string | null };
export type CallFigures = {
  days: { day: string; calls: number; ok: number; failed: number }[];
  methods: { day: string; method: string; version: number; calls: number; failed: number; p50_micros: number; p95_micros: number; p99_micros: number }[];
};
export type Quota = {
  app_id: string;
  stage: "SANDBOX" | "LIVE";
  limits: { per_second: number; burst: number; concurrent: number; per_day: number | null; per_month: number | null };
  days: { period: string; taken: number }[];
  months: { period: string; taken: number }[];
};
type Asked = Record<string, string | number | null>;
export const readCalls = (it: Asked, signal: AbortSignal): Promise<{ calls: Call[]; next: string | null }> => api<{ calls: Call[]; next: string | null }>(`/calls${query(it)}`, { signal }).then((a) => a.data);
export const readErrors = (it: Asked, signal: AbortSignal): Promise<ErrorGroup[]> => api<{ groups: ErrorGroup[] }>(`/calls/errors${query(it)}`, { signal }).then((a) => a.data.groups);
export const readFigures = (it: Asked): Promise<CallFigures> => got(`/calls/figures${query(it)}`);
export const readQuotas = (): Promise<Quota[]> => got<{ quotas: Quota[] }>("/quotas").then((a) => a.quotas);

export type OrderFigures = {
  by: string[];
  rows: { day: string | null; method: string | null; status: string | null; product_id: string | null; currency: string | null; orders: number; quantity: number; amount_minor: number; shared: number }[];
  complete: boolean;
};
export const readOrderFigures = (it: Asked): Promise<OrderFigures> => got(`/order-figures${query(it)}`);
export const orderFile = (it: Asked): string => `/portal/api/order-figures/file${query(it)}`;

export type FaultKind = "call.delay" | "call.error" | "call.drop" | "push.delay" | "push.duplicate" | "push.reorder" | "push.drop";
export type Fault = { kind: FaultKind; percent: number; delay_ms: number; sub_code: string | null; until: string };
export const readFaults = (app: string): Promise<Fault[]> => got<{ faults: Fault[] }>(`/apps/${seg(app)}/faults`).then((a) => a.faults);
export const setFaults = (app: string, faults: object[], minutes: number): Promise<Fault[]> => sent<{ faults: Fault[] }>("PUT", `/apps/${seg(app)}/faults`, { faults, minutes }).then((a) => a.faults);
