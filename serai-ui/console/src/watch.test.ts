import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { i18n } from "./i18n";
import CallDetail from "./parts/CallDetail.vue";
import { stepsOf, type Call } from "./watch";

const CALL: Call = {
  request_id: "r-1",
  at: "2026-11-21T07:00:00Z",
  merchant_id: "m",
  app_id: "a",
  dialect: "serai",
  method: "order.create_order",
  version: 1,
  http_method: "POST",
  address: "127.0.0.1",
  code: 429,
  sub_code: "limit.rate",
  sub_msg: "more than 5 calls a second <b>now</b>",
  step: "limits",
  micros: 90,
  user_id: null,
  bytes_in: 1,
  bytes_out: 2,
  fault: "caller",
};

it("checks_before_the_refusing_one_are_passed_and_those_after_it_not_reached", () => {
  const steps = stepsOf(CALL);
  expect(steps.find((s) => s.name === "grant")?.state).toBe("passed");
  expect(steps.find((s) => s.name === "limits")?.state).toBe("stopped");
  expect(steps.find((s) => s.name === "token")?.state).toBe("away");
});

it("a_call_that_was_answered_passed_everything", () => {
  expect(stepsOf({ step: "done" }).every((s) => s.state === "passed")).toBe(true);
});

it("a_check_this_page_does_not_know_is_shown_under_its_own_name", () => {
  expect(stepsOf({ step: "weather" })).toEqual([{ name: "weather", state: "stopped" }]);
});

it("the_cause_is_shown_as_text_and_never_as_markup", () => {
  const page = mount(CallDetail, { props: { call: CALL }, global: { plugins: [i18n], stubs: ["ElButton"] } });
  expect(page.text()).toContain("<b>now</b>");
  expect(page.find(".cause b").exists()).toBe(false);
});
