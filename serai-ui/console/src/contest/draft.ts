import { isCollection, isMap, parseDocument, type Document } from "yaml";

/** Where something stands in a file: keys and places in lists. */
export type Path = readonly (string | number)[];

/** A value of a file. Whole numbers are BigInt: amounts may lie beyond 2^53. */
export type Value = null | boolean | number | bigint | string | Value[] | { [key: string]: Value };

/**
 * A contest file that is being written. Only what is set changes: comments, order, and fields this page does not know stay as
 * they are. Immutable; {@link set} gives the next one.
 */
export class Draft {
  private constructor(private readonly doc: Document) {}

  /** The draft, or why the text is no YAML (JSON is YAML too). */
  static read(text: string): Draft | { trouble: string } {
    const doc = parseDocument(text, { intAsBigInt: true, version: "1.2" });
    const wrong = doc.errors[0];
    if (wrong) {
      return { trouble: wrong.message };
    }
    return isMap(doc.contents) ? new Draft(doc) : { trouble: "a contest file is a mapping of names to values" };
  }

  /** As written; undefined where it is absent. */
  get(...path: Path): Value | undefined {
    let at: Value | undefined = this.value;
    for (const key of path) {
      if (at === null || typeof at !== "object") {
        return undefined;
      }
      at = (at as Record<string | number, Value>)[key];
    }
    return at;
  }

  /** Text of what is there; empty where nothing is. */
  say(...path: Path): string {
    const found = this.get(...path);
    return found === undefined || found === null || typeof found === "object" ? "" : String(found);
  }

  private known: Value | undefined;

  get value(): Value {
    return (this.known ??= this.doc.toJS() as Value);
  }

  /** With another value there; undefined takes it away, and a mapping that it leaves empty. */
  set(path: Path, value: Value | undefined): Draft {
    const next = this.doc.clone();
    if (value !== undefined) {
      open(next, path, typeof value === "object" && value !== null && !flows(value));
      next.setIn(path, typeof value === "object" && value !== null ? next.createNode(value, { flow: flows(value) }) : value);
    } else if (next.hasIn(path)) {
      next.deleteIn(path);
      const above = path.slice(0, -1);
      const left = above.length ? next.getIn(above) : null;
      if (isMap(left) && left.items.length === 0) {
        next.deleteIn(above);
      }
    }
    return new Draft(next);
  }

  /** As YAML. */
  text(): string {
    return this.doc.toString({ lineWidth: 0, flowCollectionPadding: false });
  }

  /** The same content as JSON, numbers as exact as they are. */
  json(): string {
    return `${pretty(this.value, "")}\n`;
  }

  /** Takes over what somebody changed in {@link json}: what he left alone keeps its comments. */
  withJson(text: string): Draft | { trouble: string } {
    const other = Draft.read(text);
    return other instanceof Draft ? this.graft([], this.value, other.value) : other;
  }

  private graft(path: Path, before: Value | undefined, after: Value): Draft {
    if (isObject(before) && isObject(after)) {
      let next: Draft = this;
      for (const key of Object.keys(before)) {
        if (!(key in after)) {
          next = next.set([...path, key], undefined);
        }
      }
      for (const [key, value] of Object.entries(after)) {
        next = next.graft([...path, key], before[key], value);
      }
      return next;
    }
    return same(before, after) ? this : this.set(path, after);
  }
}

/** Makes way for a value: what is no mapping above it becomes one, and what stands on one line is opened where a long list comes in. */
function open(doc: Document, path: Path, long: boolean): void {
  for (let i = 1; i < path.length; i++) {
    const above = doc.getIn(path.slice(0, i), true);
    if (above !== undefined && !isCollection(above)) {
      doc.setIn(path.slice(0, i), doc.createNode({}));
    } else if (isCollection(above) && long) {
      above.flow = false;
    }
  }
}

function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) {
    return a === b;
  }
  return pretty(a, "") === pretty(b, "");
}

/** Names in two languages, ranks and short lists read best on one line. */
function flows(value: Value): boolean {
  return Array.isArray(value) ? value.every((one) => typeof one !== "object") && value.length <= 12 : isObject(value) && Object.keys(value).length <= 2 && Object.values(value).every((one) => typeof one !== "object");
}

function pretty(value: Value, indent: string): string {
  if (value === null || typeof value !== "object") {
    return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const parts = value.map((one) => pretty(one, inner));
    return parts.length === 0 ? "[]" : `[\n${parts.map((p) => inner + p).join(",\n")}\n${indent}]`;
  }
  const parts = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${pretty(one, inner)}`);
  return parts.length === 0 ? "{}" : `{\n${parts.join(",\n")}\n${indent}}`;
}

/** What a new contest begins with: next month, everybody, sales. */
export function blank(id: number, zone: string, today: Date): string {
  const first = new Date(today.getFullYear(), today.getMonth() + 1, 1);
  const next = new Date(today.getFullYear(), today.getMonth() + 2, 1);
  return `serai: contest/v1
id: ${id}
name: {zh-CN: "", en: ""}
metric: sales_amount
unit: store
zone: ${zone}
start: ${day(first)}T00:00
end: ${day(next)}T00:00
roster: {everyone: true}
show_top: 100
ranking_top: 1500
public: false
nickname: true
`;
}

/** yyyy-MM-dd of the local day. */
export function day(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}
