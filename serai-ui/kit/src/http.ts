/** A call that did not work out: an answer with an error, or none at all (status 0). */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: unknown = null,
  ) {
    super(message);
  }
}

export type Answer<T> = { status: number; etag: string | null; data: T };

export type Ask = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a Blob as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

const DEADLINE_MS = 15_000;

/** Sends JSON, takes JSON. A 304 has no data; every other answer outside 2xx is thrown as an HttpProblem. */
export async function ask<T>(url: string, { method = "GET", body, headers = {}, signal }: Ask = {}): Promise<Answer<T>> {
  // AbortSignal.any would be shorter, but the browsers inside phone apps are years behind.
  const end = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end.abort();
  }, DEADLINE_MS);
  const leave = (): void => end.abort();
  signal?.addEventListener("abort", leave);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": body instanceof Blob ? "application/octet-stream" : "application/json" }), ...headers },
      body: body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body),
      signal: end.signal,
    });
    text = await response.text();
  } catch (e) {
    if (signal?.aborted) {
      throw e;
    }
    throw new HttpProblem(0, late ? "http.timeout" : "http.unreachable", "");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
  const data = parsed(text);
  if (response.ok && data === null && text.trim() !== "" && text.trim() !== "null") {
    throw new HttpProblem(response.status, "http.unreadable", "");
  }
  if (response.status === 304 || response.ok) {
    return { status: response.status, etag: response.headers.get("etag"), data: data as T };
  }
  const error = (data as { error?: { code?: string; message?: string } } | null)?.error;
  throw new HttpProblem(response.status, error?.code ?? `http.${response.status}`, error?.message ?? "", data);
}

function parsed(text: string): unknown {
  if (text === "") {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Query text of the values that are there. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== "");
  const text = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString();
  return text === "" ? "" : `?${text}`;
}
