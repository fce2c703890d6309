import { afterEach, expect, it, vi } from "vitest";
import { ask, HttpProblem, query } from "./http";

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string, headers: Record<string, string> = {}): void {
  vi.stubGlobal("fetch", async () => new Response(status === 304 || status === 204 ? null : body, { status, headers }));
}

it("an_error_keeps_the_servers_code_sentence_and_body", async () => {
  answering(422, '{"error":{"code":"declaration.refused","message":"line 3"},"problems":[1]}');
  const problem = await ask("/x").catch((e: unknown) => e);
  expect(problem).toBeInstanceOf(HttpProblem);
  expect(problem).toMatchObject({ status: 422, code: "declaration.refused", message: "line 3", body: { problems: [1] } });
});

it("an_answer_that_is_no_json_is_a_problem_and_no_crash", async () => {
  answering(502, "<html>bad gateway</html>");
  expect(await ask("/x").catch((e: unknown) => e)).toMatchObject({ status: 502, code: "http.502" });
});

it("unchanged_is_an_answer_without_data", async () => {
  answering(304, "", { etag: '"7"' });
  expect(await ask("/x")).toEqual({ status: 304, etag: '"7"', data: null });
});

it("no_answer_at_all_is_told_apart", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("refused")));
  expect(await ask("/x").catch((e: unknown) => e)).toMatchObject({ status: 0, code: "http.unreachable" });
});

it("a_query_leaves_out_what_is_empty_and_escapes_the_rest", () => {
  expect(query({ a: "", b: null, c: 0, d: "x&y=z" })).toBe("?c=0&d=x%26y%3Dz");
  expect(query({})).toBe("");
});

it("an_answer_that_is_no_json_is_a_problem_and_not_an_empty_answer", async () => {
  vi.stubGlobal("fetch", async () => new Response("<!doctype html>", { status: 200 }));
  await expect(ask("/x")).rejects.toMatchObject({ status: 200, code: "http.unreadable" });
});
