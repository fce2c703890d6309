import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { open, read, type Options } from "./serai-embed";

const DOOR = "https://open.example.com";
const ENTER = `${DOOR}/h5/enter?ticket=one`;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = "";
});

function opened(more: Partial<Options> = {}) {
  const heard: string[] = [];
  const page = open({
    url: ENTER,
    origin: DOOR,
    container: document.body,
    onReady: () => heard.push("ready"),
    onDone: (r) => heard.push(`done ${JSON.stringify(r)}`),
    onCancel: () => heard.push("cancel"),
    onResize: (h) => void heard.push(`resize ${h}`),
    onFailed: (why) => heard.push(`failed ${why}`),
    ...more,
  });
  const say = (data: unknown, from: { origin?: string; source?: Window | null } = {}): void => {
    window.dispatchEvent(new MessageEvent("message", { data, origin: from.origin ?? DOOR, source: "source" in from ? from.source : page.frame.contentWindow }));
  };
  return { page, heard, say };
}

it("a_page_grows_and_is_done_and_then_gone", () => {
  const { page, heard, say } = opened();
  say({ serai: 1, type: "ready" });
  say({ serai: 1, type: "resize", height: 740 });
  expect(page.frame.style.height).toBe("740px");
  say({ serai: 1, type: "done", result: { activity_id: 201 } });
  say({ serai: 1, type: "cancel" });
  expect(heard).toEqual(["ready", "resize 740", 'done {"activity_id":201}']);
  expect(document.querySelector("iframe")).toBeNull();
});

it("only_the_doors_origin_in_our_own_frame_is_heard", () => {
  const { heard, say } = opened();
  const cancel = { serai: 1, type: "cancel" };
  for (const origin of ["https://evil.example", "http://open.example.com", "https://open.example.com:8443", "https://open.example.com.evil.example", "null", ""]) {
    say(cancel, { origin });
  }
  say(cancel, { source: window });
  say(cancel, { source: null });
  expect(heard).toEqual([]);
});

it("only_our_five_shapes_are_messages", () => {
  for (const data of [null, "ready", 1, [], {}, { type: "ready" }, { serai: "1", type: "ready" }, { serai: 2, type: "ready" }, { serai: 1, type: "toString" },
    { serai: 1, type: "resize" }, { serai: 1, type: "resize", height: -1 }, { serai: 1, type: "resize", height: 1.5 }, { serai: 1, type: "resize", height: 20_001 },
    { serai: 1, type: "resize", height: "9" }, { serai: 1, type: "done" }, { serai: 1, type: "done", result: [] }]) {
    expect(read(data), JSON.stringify(data)).toBeNull();
  }
  expect(read({ serai: 1, type: "expired", more: 1 })).toEqual({ type: "expired" });
});

it("an_expired_session_is_asked_for_once_and_goes_on", async () => {
  const fresh = vi.fn(async () => `${DOOR}/h5/enter?ticket=two`);
  const { page, heard, say } = opened({ onSessionExpired: fresh });
  say({ serai: 1, type: "ready" });
  say({ serai: 1, type: "expired" });
  say({ serai: 1, type: "expired" });
  await vi.advanceTimersByTimeAsync(0);
  expect(fresh).toHaveBeenCalledTimes(1);
  expect(page.frame.src).toBe(`${DOOR}/h5/enter?ticket=two`);
  say({ serai: 1, type: "ready" });
  expect(heard).toEqual(["ready", "ready"]);
});

it("a_fresh_url_of_another_place_is_not_followed", async () => {
  const { heard, say } = opened({ onSessionExpired: () => "https://evil.example/h5/enter?ticket=x" });
  say({ serai: 1, type: "expired" });
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual(["failed foreign-url"]);
});

it("a_fresh_url_that_cannot_be_had_ends_the_page", async () => {
  for (const onSessionExpired of [() => Promise.reject(new Error("offline")), () => { throw new Error("offline"); }]) {
    const { heard, say } = opened({ onSessionExpired });
    say({ serai: 1, type: "expired" });
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(["failed renewal"]);
  }
});

it("a_page_that_never_speaks_is_renewed_three_times_and_then_given_up", async () => {
  const fresh = vi.fn(() => ENTER);
  const { heard } = opened({ onSessionExpired: fresh });
  await vi.advanceTimersByTimeAsync(15_000 * 5);
  expect(fresh).toHaveBeenCalledTimes(3);
  expect(heard).toEqual(["failed silent"]);
});

it("a_frame_that_was_loaded_anew_and_says_nothing_is_renewed_soon", async () => {
  const fresh = vi.fn(() => ENTER);
  const { page, say } = opened({ onSessionExpired: fresh });
  say({ serai: 1, type: "ready" });
  page.frame.dispatchEvent(new Event("load"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fresh).not.toHaveBeenCalled();
  page.frame.dispatchEvent(new Event("load"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(fresh).toHaveBeenCalledTimes(1);
});

it("a_closed_page_hears_nothing_more", async () => {
  const { page, heard, say } = opened();
  const source = page.frame.contentWindow;
  page.close();
  say({ serai: 1, type: "cancel" }, { source });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(heard).toEqual([]);
});

it("a_foreign_url_or_a_door_without_tls_is_refused_at_once", () => {
  for (const url of ["https://evil.example/h5/enter", `${DOOR}/portal/`, `${DOOR.replace("//", "//u@")}/h5/`, "javascript:alert(1)", "/h5/"]) {
    expect(() => opened({ url }), url).toThrow(/under \/h5\//);
  }
  for (const origin of ["http://open.example.com", "*", "null", ""]) {
    expect(() => opened({ origin }), origin).toThrow(/loopback/);
  }
});
