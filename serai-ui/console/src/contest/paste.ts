/** Cells out of a spreadsheet: pasted (tabs) or as a CSV file (commas or semicolons, quotes as RFC 4180 has them). */
export function cells(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  const between = separator(clean);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = (): void => {
    endCell();
    if (row.some((c) => c !== "")) {
      rows.push(row);
    }
    row = [];
  };
  for (let i = 0; i < clean.length; i++) {
    const c = clean[i]!;
    if (quoted) {
      if (c === '"' && clean[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (c === '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (c === between) {
      endCell();
    } else if (c === "\n") {
      endRow();
    } else {
      cell += c;
    }
  }
  endRow();
  return rows;
}

/** What separates the cells of the first line; a list of codes on one line counts as one column. */
function separator(text: string): string {
  const line = text.split("\n", 1)[0]!;
  return ["\t", ",", ";"].find((s) => line.includes(s)) ?? "\t";
}

export type Entry = { unit: string; name?: string; group?: string };

export type Roster = { entries: Entry[]; twice: string[] };

const UNIT = ["unit", "unit_id", "code", "id", "store", "store_id", "shop", "shop_id", "clerk", "clerk_id", "编号", "门店", "门店编号", "店铺编号", "导购", "导购编号", "店员编号", "工号"];
const NAME = ["name", "shop_name", "store_name", "clerk_name", "名称", "姓名", "门店名称", "店铺名称", "导购姓名"];
const GROUP = ["group", "region", "city", "组", "分组", "区域", "大区", "城市"];

/** Who takes part: a code in each line, perhaps with a name and a group; codes in one line count too. A heading says which column is what. */
export function roster(text: string): Roster {
  let rows = cells(text);
  const heads = rows[0]?.map((c) => c.toLowerCase()) ?? [];
  const at = (words: string[]): number => heads.findIndex((h) => words.includes(h));
  const headed = [...UNIT, ...NAME, ...GROUP].includes(heads[0] ?? "");
  let unit = headed ? at(UNIT) : -1;
  let name = at(NAME);
  let group = at(GROUP);
  if (unit >= 0) {
    rows = rows.slice(1);
  } else if (rows.length === 1 && rows[0]!.length !== 2 && rows[0]!.length !== 3) {
    rows = rows[0]!.filter((c) => c).map((c) => [c]);
    unit = 0;
  } else {
    [unit, name, group] = [0, 1, 2];
  }
  const seen = new Set<string>();
  const twice: string[] = [];
  const entries: Entry[] = [];
  for (const row of rows) {
    const code = row[unit] ?? "";
    if (!code) {
      continue;
    }
    if (seen.has(code)) {
      twice.push(code);
      continue;
    }
    seen.add(code);
    entries.push({ unit: code, ...(row[name] ? { name: row[name] } : {}), ...(row[group] ? { group: row[group] } : {}) });
  }
  return { entries, twice };
}

export type Goods = { commodity: string; colour?: string; points?: bigint; per?: "piece" | "yuan" };

/** Goods: commodity, and as columns two to four colour, points, per (piece, yuan). What is wrong is told by its line. */
export function goods(text: string): { rules: (string | Goods)[]; wrong: { line: number; text: string }[] } {
  const wrong: { line: number; text: string }[] = [];
  const rules: (string | Goods)[] = [];
  cells(text).forEach((row, i) => {
    const [commodity = "", colour = "", points = "", per = ""] = row;
    if (i === 0 && /^(commodity|commodity_number|product_id|sku|款号|货号)$/i.test(commodity)) {
      return;
    }
    const by = { "": undefined, piece: "piece", 件: "piece", yuan: "yuan", 元: "yuan" }[per.toLowerCase()];
    if (!commodity || (points && !/^-?\d{1,9}$/.test(points)) || (per && !by)) {
      wrong.push({ line: i + 1, text: row.join(" ") });
      return;
    }
    rules.push(
      !colour && !points && !by
        ? commodity
        : { commodity, ...(colour ? { colour } : {}), ...(points ? { points: BigInt(points) } : {}), ...(by ? { per: by as "piece" | "yuan" } : {}) },
    );
  });
  return { rules, wrong };
}

/** A CSV file as rows by column name, for document 001's tables; an empty cell is null. */
export function table(text: string): Record<string, string | null>[] {
  const [heads = [], ...rows] = cells(text);
  return rows.map((row) => Object.fromEntries(heads.map((h, i) => [h.toLowerCase(), row[i] ? row[i] : null])));
}
