import { ask, HttpProblem, type Answer, type Ask } from "@serai/kit/http.ts";
import { computed, ref, type Ref } from "vue";
import type { Registration, Status } from "./portal";

export type Me = { login: string; name: string; role: "owner" | "developer"; csrf: string; merchant_id: string; status: Status };

/** Who is signed in; null while nobody is. */
export const me: Ref<Me | null> = ref(null);

/** The server decides; this only spares people buttons that would be refused. */
export const owner = computed(() => me.value?.role === "owner");

/** Reads who is signed in from the session cookie. */
export async function recall(): Promise<Me | null> {
  try {
    me.value = (await ask<Me>("/portal/api/me")).data;
  } catch (e) {
    if (!(e instanceof HttpProblem) || e.status !== 401) {
      throw e;
    }
    me.value = null;
  }
  return me.value;
}

export async function signIn(login: string, password: string): Promise<void> {
  me.value = (await ask<Me>("/portal/api/login", { method: "POST", body: { login, password } })).data;
}

export async function register(it: Registration): Promise<void> {
  me.value = (await ask<Me>("/portal/api/register", { method: "POST", body: it })).data;
}

export async function signOut(): Promise<void> {
  try {
    await api("/logout", { method: "POST", body: {} });
  } finally {
    me.value = null;
  }
}

/** A call of somebody signed in. A session that has ended sends him to the login page, by way of {@link me}. */
export async function api<T>(at: string, how: Ask = {}): Promise<Answer<T>> {
  const csrf: Record<string, string> = (how.method ?? "GET") !== "GET" && me.value ? { "x-serai-csrf": me.value.csrf } : {};
  try {
    return await ask<T>(`/portal/api${at}`, { ...how, headers: { ...csrf, ...how.headers } });
  } catch (e) {
    if (e instanceof HttpProblem && e.status === 401) {
      me.value = null;
    }
    throw e;
  }
}
