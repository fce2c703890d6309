import { expect, it } from "vitest";
import { look, rows, type Address, type Core } from "./cores";

const address = (url: string): Address => ({ url, weight: 1, state: "CLOSED", calls: 0, failures: 0, openings: 0, opened_at: null, tried_from: null, failed_at: null, failure: null });
const core: Core = {
  core: "plaza",
  declared: true,
  versions: [
    { version: "v1", weight: 90, apps: [], addresses: [address("http://a"), address("http://b")] },
    { version: "v2", weight: 10, apps: ["app-new"], addresses: [address("http://c")] },
  ],
  backup: [address("http://a")],
  care: null,
  counts: null,
};

it("tells_each_address_with_its_versions_share_and_the_backup_last", () => {
  expect(rows(core).map((r) => [r.group, r.share, r.address.url])).toEqual([
    ["v1", 0.9, "http://a"],
    ["v1", 0.9, "http://b"],
    ["v2", 0.1, "http://c"],
    ["", null, "http://a"],
  ]);
  expect(new Set(rows(core).map((r) => r.key)).size).toBe(4);
});

it("an_open_breaker_looks_bad", () => {
  expect(look("OPEN")).toBe("is-bad");
  expect(look("CLOSED")).toBe("is-good");
});
