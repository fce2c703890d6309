import { expect, it } from "vitest";
import { paid, type FlagDocument } from "./flags";

const document = (lines: unknown): FlagDocument => ({ type: "receipt", id: "1", version: 1, newest: 1, occurred_at: "", body: { lines }, counts: null, excluded: false });

it("a_receipt_comes_to_the_sum_of_its_lines_and_a_member_to_nothing", () => {
  expect(paid(document([{ paid: 250 }, { paid: -50 }]))).toBe("2.00");
  expect(paid(document(undefined))).toBeNull();
});
