import { expect, it } from "vitest";
import { lines } from "./value";

it("a_value_is_told_in_lines_that_can_be_compared", () => {
  expect(lines(["10.0.0.0/8", "::1"])).toEqual(["10.0.0.0/8", "::1"]);
  expect(lines("SDK")).toEqual(["SDK"]);
  expect(lines([{ name: "Li", role: "BUSINESS", phone: "" }, { url: "https://a", types: ["x", "y"] }])).toEqual(["Li · BUSINESS", "https://a · x, y"]);
  expect(lines([{ app_id: "a", scopes: [], calls: "BEARER", access_s: 60 }])).toEqual(["a · BEARER · access_s 60"]);
  expect(lines(null)).toEqual([]);
  expect(lines([])).toEqual([]);
});
