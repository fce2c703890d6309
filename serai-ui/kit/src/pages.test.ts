import { describe, expect, it } from "vitest";
import { effectScope } from "vue";
import { usePages, type Page } from "./pages";

type Asked = { after: string | null; signal: AbortSignal; answer: (page: Page<string>) => void; fail: (e: unknown) => void };

function list() {
  const asked: Asked[] = [];
  const scope = effectScope();
  const pages = scope.run(() => usePages<string>((after, signal) => new Promise((answer, fail) => asked.push({ after, signal, answer, fail }))))!;
  return { asked, scope, ...pages };
}

describe("usePages", () => {
  it("goes on behind what is there, and begins anew", async () => {
    const it_ = list();
    const first = it_.read(null);
    it_.asked[0]!.answer({ rows: ["a", "b"], next: "n" });
    await first;
    const second = it_.read("n");
    expect(it_.busy.value).toBe(true);
    it_.asked[1]!.answer({ rows: ["c"], next: null });
    await second;
    expect([it_.rows.value, it_.next.value, it_.busy.value]).toEqual([["a", "b", "c"], null, false]);
    const again = it_.read(null);
    it_.asked[2]!.answer({ rows: ["d"], next: null });
    await again;
    expect(it_.rows.value).toEqual(["d"]);
  });

  it("never lets a slow answer cover a newer one", async () => {
    const it_ = list();
    const slow = it_.read(null);
    const quick = it_.read(null);
    expect(it_.asked[0]!.signal.aborted).toBe(true);
    it_.asked[1]!.answer({ rows: ["new"], next: null });
    await quick;
    it_.asked[0]!.answer({ rows: ["old"], next: "x" });
    await slow;
    expect([it_.rows.value, it_.next.value]).toEqual([["new"], null]);
  });

  it("keeps the rows when going on fails, and tells why", async () => {
    const it_ = list();
    const first = it_.read(null);
    it_.asked[0]!.answer({ rows: ["a"], next: "n" });
    await first;
    const second = it_.read("n");
    it_.asked[1]!.fail("gone");
    await second;
    expect([it_.rows.value, it_.failure.value]).toEqual([["a"], "gone"]);
    const third = it_.read(null);
    it_.asked[2]!.fail("gone");
    await third;
    expect(it_.rows.value).toBeNull();
  });

  it("ends what is under way with its page", () => {
    const it_ = list();
    void it_.read(null);
    it_.scope.stop();
    expect(it_.asked[0]!.signal.aborted).toBe(true);
  });
});
