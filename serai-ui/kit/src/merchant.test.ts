import { expect, it } from "vitest";
import { percent, ppm } from "./merchant";

it("a_rate_survives_being_shown_and_typed", () => {
  for (const [rate, text] of [[0, "0"], [1, "0.0001"], [12_345, "1.2345"], [10_000, "1"], [290_000, "29"], [1_000_000, "100"]] as const) {
    expect(percent(rate)).toBe(`${text}\u00a0%`);
    expect(ppm(text)).toBe(rate);
  }
});

it("a_rate_that_is_none_or_too_fine_is_not_guessed", () => {
  for (const text of ["", "x", "-1", "1.23456", "1,5", "1e3", "1.", ".5"]) {
    expect(ppm(text), text).toBeNull();
  }
});
