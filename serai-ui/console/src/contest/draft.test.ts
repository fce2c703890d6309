import { expect, it } from "vitest";
import { blank, Draft } from "./draft";
import { fields, shown, written } from "./form";
import { cells, goods, roster, table } from "./paste";

const FILE = `# The March contest
serai: contest/v1
id: 900719925474099312345 # beyond 2^53
name: {zh-CN: 三月, en: March}
roster:
  units: ["27", "046"] # two stores
from_the_future: {keep: [1, 2.50, yes]}
params:
  sale_amount: 9007199254740993 # fen
`;

function draft(text: string): Draft {
  const read = Draft.read(text);
  if (!(read instanceof Draft)) {
    throw new Error(read.trouble);
  }
  return read;
}

it("setting_one_field_leaves_comments_unknown_fields_and_long_numbers_as_they_are", () => {
  const next = draft(FILE).set(["name", "en"], "April").set(["show_top"], 50n);
  const text = next.text();
  for (const kept of ["# The March contest", "900719925474099312345 # beyond 2^53", '"046"', "from_the_future: {keep: [1, 2.50, yes]}", "9007199254740993 # fen"]) {
    expect(text).toContain(kept);
  }
  expect(text).toContain("en: April");
  expect(draft(text).get("show_top")).toBe(50n);
  expect(draft(FILE).say("name", "en")).toBe("March");
});

it("what_is_taken_away_takes_an_empty_mapping_with_it", () => {
  const next = draft(FILE).set(["params", "sale_amount"], undefined);
  expect(next.get("params")).toBeUndefined();
  expect(next.set(["params", "sale_amount"], undefined).get("params")).toBeUndefined();
});

it("a_code_that_looks_like_a_number_stays_text", () => {
  const next = draft(blank(7, "UTC", new Date(2026, 10, 26))).set(["roster"], { units: ["046", "1e3", { unit: "27", name: "yes" }] });
  expect(draft(next.text()).get("roster", "units")).toEqual(["046", "1e3", { unit: "27", name: "yes" }]);
  expect(draft(next.text()).say("start")).toBe("2026-12-01T00:00");
});

it("a_long_list_opens_the_line_it_comes_into_and_nothing_but_a_mapping_holds_a_name", () => {
  const many = Array.from({ length: 30 }, (_, i) => String(i));
  const next = draft("serai: contest/v1\nroster: {everyone: true, divisions: 3}\nparams:\n").set(["roster", "units"], many).set(["roster", "everyone"], undefined).set(["params", "sale_amount"], 5n);
  expect(next.text()).toContain("roster:\n  divisions: 3\n  units:\n    - \"0\"\n");
  expect(next.get("params")).toEqual({ sale_amount: 5n });
});

it("json_and_yaml_are_one_file_in_two_forms_and_either_may_be_edited", () => {
  const one = draft(FILE);
  expect(draft(one.json()).value).toEqual(one.value);
  const unchanged = one.withJson(one.json());
  expect(unchanged instanceof Draft && unchanged.text()).toBe(one.text());
  const edited = one.withJson(one.json().replace('"三月"', '"四月"').replace('"046"', '"47"'));
  expect(edited instanceof Draft && edited.text()).toContain("# The March contest");
  expect(edited instanceof Draft && edited.get("name", "zh-CN")).toBe("四月");
  expect(edited instanceof Draft && edited.get("id")).toBe(900719925474099312345n);
  expect(one.withJson("{")).toHaveProperty("trouble");
  expect(Draft.read("a: [1")).toHaveProperty("trouble");
  expect(Draft.read("just words")).toHaveProperty("trouble");
});

it("the_form_has_a_field_for_each_parameter_with_its_kind_and_default", () => {
  const form = fields({
    properties: {
      sale_amount: { type: ["integer", "null"], "x-unit": "minor", default: null, "x-title": { "zh-CN": "金额", en: "Amount" }, "x-from": "tb_activity_config.sale_amount" },
      discount: { type: "integer", "x-unit": "permille", default: 895 },
      sale_number: { type: "integer", default: 0 },
      variant: { type: "string", enum: ["pieces", "several_items"], default: "pieces" },
      rules: { type: "array", default: [] },
    },
  });
  expect(form.map((f) => [f.name, f.kind, f.optional, f.usual])).toEqual([
    ["sale_amount", "money", true, ""],
    ["discount", "permille", false, "0.895"],
    ["sale_number", "integer", false, "0"],
    ["variant", "choice", false, "pieces"],
    ["rules", "goods", false, ""],
  ]);
  expect(form[0]!.titles["zh-CN"]).toBe("金额");
  expect(form[0]!.from).toBe("tb_activity_config.sale_amount");
});

it("money_is_shown_in_yuan_and_kept_in_cents_without_a_floating_point_number_between", () => {
  expect(shown("money", "1000")).toBe("10.00");
  expect(shown("money", "-5")).toBe("-0.05");
  expect(shown("permille", "895")).toBe("0.895");
  expect(shown("permille", "1000")).toBe("1.0");
  expect(written("money", "90,071,992,547,409.93")).toBe(9007199254740993n);
  expect(written("money", "¥12.5")).toBe(1250n);
  expect(written("money", "0.29")).toBe(29n);
  expect(written("permille", "0.895")).toBe(895n);
  expect(written("integer", "-3")).toBe(-3n);
  for (const bad of ["12.345", "one", "1e3", "", "1.2.3"]) {
    expect(written("money", bad), bad).toBeNull();
  }
  expect(written("integer", "1.5")).toBeNull();
});

it("rosters_are_pasted_with_or_without_headings_and_doubles_are_told", () => {
  expect(roster("门店编号\t名称\t区域\n27\t一店\t东\n46\t二店\t\n27\t又一次\t").entries).toEqual([{ unit: "27", name: "一店", group: "东" }, { unit: "46", name: "二店" }]);
  expect(roster("27\n46\n27\n").twice).toEqual(["27"]);
  expect(roster("27, 46, 55, 62").entries.map((e) => e.unit)).toEqual(["27", "46", "55", "62"]);
  expect(roster("27\tStore\n46\tOther").entries[1]).toEqual({ unit: "46", name: "Other" });
  expect(roster("").entries).toEqual([]);
});

it("goods_are_pasted_with_colour_points_and_unit_and_what_is_wrong_is_told_by_line", () => {
  const pasted = goods("款号\t色号\t积分\t单位\nA1\nB2\t02\t3\t件\nC3\t\t2\t元\nD4\t\tmany\t\n");
  expect(pasted.rules).toEqual(["A1", { commodity: "B2", colour: "02", points: 3n, per: "piece" }, { commodity: "C3", points: 2n, per: "yuan" }]);
  expect(pasted.wrong).toEqual([{ line: 5, text: "D4  many " }]);
});

it("csv_cells_may_hold_commas_quotes_and_line_breaks", () => {
  expect(cells('\uFEFFa,"b, c","say ""hi"""\r\n1,"two\nlines",3')).toEqual([["a", "b, c", 'say "hi"'], ["1", "two\nlines", "3"]]);
  expect(table("Activity_ID,award\n1,\n")).toEqual([{ activity_id: "1", award: null }]);
});
