import { afterEach, expect, test, vi } from "vitest";
import { effectScope } from "vue";
import { useChanges, type Mark } from "./changes.ts";

class Line extends EventTarget {
  static readonly CLOSED = 2;
  static all: Line[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    Line.all.push(this);
  }
  close(): void {
    this.readyState = Line.CLOSED;
  }
  tell(data: string): void {
    this.dispatchEvent(new MessageEvent("board", { data }));
  }
}

function listen(): { scope: ReturnType<typeof effectScope>; heard: Mark[]; live: () => boolean } {
  Line.all = [];
  vi.stubGlobal("EventSource", Line);
  const heard: Mark[] = [];
  const scope = effectScope();
  const { live } = scope.run(() => useChanges("/h5/events?activity_id=1", (m) => heard.push(m)))!;
  return { scope, heard, live: () => live.value };
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

afterEach(() => {
  hide(false);
  vi.unstubAllGlobals();
});

test("hears versions and nothing that is none", () => {
  const { scope, heard } = listen();
  Line.all[0]!.tell('{"version":7,"as_of":"2017-03-01T00:00:00Z"}');
  Line.all[0]!.tell("{}");
  Line.all[0]!.tell("no json");
  expect(heard).toEqual([{ version: 7, as_of: "2017-03-01T00:00:00Z" }]);
  scope.stop();
  expect(Line.all[0]!.readyState).toBe(Line.CLOSED);
});

test("is live while the line stands, so that others ask from time to time", () => {
  const { scope, live } = listen();
  expect(live()).toBe(false);
  Line.all[0]!.onopen!();
  expect(live()).toBe(true);
  Line.all[0]!.onerror!();
  expect(live()).toBe(false);
  scope.stop();
});

test("a hidden page holds no line, and takes one again when it is seen", () => {
  const { scope } = listen();
  hide(true);
  expect(Line.all[0]!.readyState).toBe(Line.CLOSED);
  hide(false);
  expect(Line.all).toHaveLength(2);
  scope.stop();
});

test("who was refused tries again when the page is shown anew", () => {
  const { scope } = listen();
  Line.all[0]!.readyState = Line.CLOSED;
  hide(false);
  expect(Line.all).toHaveLength(2);
  scope.stop();
});

test("a browser without event streams goes without", () => {
  vi.stubGlobal("EventSource", undefined);
  const scope = effectScope();
  expect(scope.run(() => useChanges("/x", () => undefined))!.live.value).toBe(false);
  scope.stop();
});
