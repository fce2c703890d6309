import { ask, HttpProblem, type Answer, type Ask } from "@serai/kit/http.ts";
import { ref, type Ref } from "vue";

export type Role = "super_admin" | "business_manager" | "product_manager" | "operations" | "auditor";

export type Me = { user: string; role: Role; csrf: string };

/** Who is signed in; null while nobody is. */
export const me: Ref<Me | null> = ref(null);

/** Who may change declarations. The server decides; this only spares people buttons that would be refused. */
const DECLARERS: Role[] = ["super_admin", "product_manager", "operations"];

export function mayDeclare(): boolean {
  return me.value !== null && DECLARERS.includes(me.value.role);
}

/** Reads who is signed in from the session cookie. */
export async function recall(): Promise<Me | null> {
  try {
    me.value = (await ask<Me>("/api/me")).data;
  } catch (e) {
    if (!(e instanceof HttpProblem) || e.status !== 401) {
      throw e;
    }
    me.value = null;
  }
  return me.value;
}

export async function signIn(user: string, password: string): Promise<void> {
  me.value = (await ask<Me>("/api/login", { method: "POST", body: { user, password } })).data;
}

export async function signOut(): Promise<void> {
  try {
    await api("/api/logout", { method: "POST", body: {} });
  } finally {
    me.value = null;
  }
}

/** A call of a signed-in operator. A session that has ended sends him to the login page, by way of {@link me}. */
export async function api<T>(url: string, how: Ask = {}): Promise<Answer<T>> {
  const csrf: Record<string, string> = how.method === "POST" && me.value ? { "x-serai-csrf": me.value.csrf } : {};
  try {
    return await ask<T>(url, { ...how, headers: { ...csrf, ...how.headers } });
  } catch (e) {
    if (e instanceof HttpProblem && e.status === 401) {
      me.value = null;
    }
    throw e;
  }
}
