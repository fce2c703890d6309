import { expect, it } from "vitest";
import { less } from "./gap";

it("a_gap_is_exact_where_floating_point_is_not", () => {
  expect(less("0.30", "0.10")).toBe("0.20");
  expect(less("90071992547409.93", "90071992547409.92")).toBe("0.01");
});

it("scales_may_differ_and_signs_are_kept", () => {
  expect(less("10", "9.5")).toBe("0.5");
  expect(less("-1.25", "1.25")).toBe("-2.50");
  expect(less("-0.25", "-0.50")).toBe("0.25");
  expect(less("7", "4")).toBe("3");
});
