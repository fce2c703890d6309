import { beforeEach, describe, expect, it } from "vitest";
import { decimal, duration, money, share, time } from "./format";
import { locale, pickLocale } from "./locale";

beforeEach(() => (locale.value = "en"));

describe("a share of a whole", () => {
  it("is_a_hundred_percent_only_when_it_is_all_of_it", () => {
    expect(share(99_999, 100_000)).toBe("99.99\u00a0%");
    expect(share(100_000, 100_000)).toBe("100\u00a0%");
  });
  it("of_nothing_is_no_number", () => {
    expect(share(0, 0)).toBe("–");
  });
});

describe("money", () => {
  it("is_exact_beyond_what_floating_point_holds", () => {
    expect(money(9007199254740993n)).toBe("¥90,071,992,547,409.93");
  });
  it("keeps_the_sign_of_less_than_one_unit", () => {
    expect(money(-5)).toBe("-¥0.05");
  });
});

it("a_score_keeps_every_digit_it_came_with", () => {
  expect(decimal("1234567.50")).toBe("1,234,567.50");
  expect(decimal("-1234.5")).toBe("-1,234.5");
  expect(decimal(null)).toBe("–");
});

it("a_duration_has_three_digits_and_its_unit", () => {
  expect([duration(842), duration(4_210), duration(18_400), duration(2_000_000)]).toEqual(["842\u00a0µs", "4.21\u00a0ms", "18.4\u00a0ms", "2.00\u00a0s"]);
});

it("an_instant_is_shown_in_the_zone_asked_for", () => {
  expect(time("2017-03-01T00:00:00Z", "minute", "Asia/Shanghai")).toBe("2017-03-01 08:00");
  expect(time("2017-03-01T00:00:00Z", "milli", "UTC")).toBe("2017-03-01 00:00:00.000");
});

describe("the language", () => {
  it("is_the_stored_choice_before_the_browsers", () => {
    expect(pickLocale("en", ["zh-CN"])).toBe("en");
  });
  it("is_the_first_of_the_browsers_that_we_speak_else_chinese", () => {
    expect(pickLocale(null, ["fr", "en-GB", "zh"])).toBe("en");
    expect(pickLocale(null, ["fr"])).toBe("zh-CN");
    expect(pickLocale("martian", ["zh-TW"])).toBe("zh-CN");
  });
});
