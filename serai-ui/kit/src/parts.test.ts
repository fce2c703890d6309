import { expect, test } from "vitest";
import { amount, sum } from "./parts";

test("a part is shown exactly, whatever its size and sign", () => {
  expect(amount({ n: 1234, d: 100 })).toBe("12.34");
  expect(amount({ n: -5, d: 100 })).toBe("-0.05");
  expect(amount({ n: 7, d: 1 })).toBe("7");
  expect(amount({ n: 2, d: 3 })).toBe("2 ÷ 3");
  expect(amount({ n: 9007199254740993n, d: 100 })).toBe("90,071,992,547,409.93");
});

test("sums over one denominator are decimals, others fractions", () => {
  expect(sum([{ n: 10, d: 100 }, { n: 20, d: 100 }])).toBe("0.30");
  expect(sum([{ n: 1, d: 1 }, { n: 5, d: 2 }])).toBe("6 ÷ 3");
  expect(sum([])).toBe("0");
});
