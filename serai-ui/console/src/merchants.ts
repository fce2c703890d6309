import { query } from "@serai/kit/http.ts";
import type { App, Application, Change, Contact, Contract, Key, Mode, Status } from "@serai/kit/merchant.ts";
import { api, me, type Role } from "./session";

/** Merchants as staff see them: docs/portal-api.md, "For staff". */

export type Line = { merchant_id: string; name: string; status: Status; access_mode: Mode; registered_at: string; apps: number };
export type Merchant = { application: Application; apps: App[] };
export type StaffContract = Contract & { note: string; made_by: string; made_at: string };
export type StaffChange = Change & { change_id: number | string; merchant_id: string; merchant_name: string };
export type Origin = { origin: string; activity_id: number; added_by: string; added_at: string };

export const STATUSES: Status[] = ["REVIEW", "ASKED", "SANDBOX", "LIVE", "SUSPENDED", "REJECTED", "REGISTERED", "CLOSED"];

const got = <T>(at: string): Promise<T> => api<T>(at).then((a) => a.data);
const sent = <T>(at: string, body: unknown = {}): Promise<T> => api<T>(at, { method: "POST", body }).then((a) => a.data);
const seg = encodeURIComponent;

export const readMerchants = (status: string, q: string, after: string | null): Promise<{ merchants: Line[]; next: string | null }> =>
  got(`/api/merchants${query({ status, q, after, limit: 50 })}`);
export const readMerchant = (id: string): Promise<Merchant> => got(`/api/merchants/${seg(id)}`);
export const licenceAddress = (id: string, file: string): string => `/api/merchants/${seg(id)}/licences/${seg(file)}`;

/** The contacts unmasked; the reason is kept in the audit trail. */
export const showContacts = (id: string, reason: string): Promise<Contact[]> =>
  sent<{ contacts: Contact[] }>(`/api/merchants/${seg(id)}/contacts/show`, { reason }).then((a) => a.contacts);

export type Decision = "ask" | "reject" | "approve" | "go-live" | "suspend" | "resume" | "close";
export const decide = (id: string, decision: Decision, body: object): Promise<Merchant> => sent(`/api/merchants/${seg(id)}/${decision}`, body);
export const signItem = (id: string, item: string): Promise<Merchant> => sent(`/api/merchants/${seg(id)}/checklist/${seg(item)}`);

export const readContracts = (id: string): Promise<StaffContract[]> => got<{ contracts: StaffContract[] }>(`/api/merchants/${seg(id)}/contracts`).then((a) => a.contracts);
export const addContract = (id: string, it: object): Promise<StaffContract> => sent(`/api/merchants/${seg(id)}/contracts`, it);
export const endContract = (id: string, n: number, reason: string): Promise<StaffContract> => sent(`/api/merchants/${seg(id)}/contracts/${n}/end`, { reason });

export const readPending = (status: string, after: string | number | null): Promise<{ changes: StaffChange[]; next: string | number | null }> =>
  got(`/api/changes${query({ status, after, limit: 50 })}`);
export const decideChange = (merchant: string, n: number, decision: "approve" | "reject" | "reverse", body: object): Promise<Change> =>
  sent(`/api/merchants/${seg(merchant)}/changes/${n}/${decision}`, body);

export const staffSecret = (app: string, overlap_hours: number): Promise<{ key: Key; secret: string }> => sent(`/api/apps/${seg(app)}/secrets`, { overlap_hours });
export const endKey = (app: string, key: string): Promise<Key> => sent(`/api/apps/${seg(app)}/keys/${seg(key)}/end`);
export const allowMd5 = (app: string, allowed: boolean): Promise<null> => sent(`/api/apps/${seg(app)}/legacy-md5`, { allowed });
export const readOrigins = (app: string): Promise<Origin[]> => got<{ origins: Origin[] }>(`/api/apps/${seg(app)}/embed-origins`).then((a) => a.origins);
export const addOrigin = (app: string, origin: string, activity_id: number): Promise<unknown> => sent(`/api/apps/${seg(app)}/embed-origins`, { origin, activity_id });
export const withdrawOrigin = (app: string, origin: string, activity_id: number): Promise<unknown> => sent(`/api/apps/${seg(app)}/embed-origins/withdraw`, { origin, activity_id });

/** Somebody who let an app act for him; until null: nothing holds any more. */
export type AppUser = { user_id: string; open_id: string; scopes: string[]; given_at: string; until: string | null; revoked_by: "USER" | "MERCHANT" | "OPERATOR" | null };
export const readUsers = (app: string, after: string | null): Promise<{ users: AppUser[]; next: string | null }> => got(`/api/apps/${seg(app)}/users${query({ after })}`);
export const revokeUser = (app: string, open_id: string, reason: string): Promise<null> => sent(`/api/apps/${seg(app)}/users/revoke`, { open_id, reason });

/** The server decides; this only spares people buttons that would be refused. */
export function may(...roles: Role[]): boolean {
  return me.value !== null && (me.value.role === "super_admin" || roles.includes(me.value.role));
}
