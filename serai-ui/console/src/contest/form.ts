import type { Value } from "./draft";

/** The form of a metric's parameters, made from the JSON Schema that the metric itself gives. */

export type Schema = { properties: Record<string, Property> };

export type Property = {
  type?: string | string[];
  title?: string;
  default?: unknown;
  enum?: string[];
  items?: unknown;
  "x-title"?: Record<string, string>;
  "x-from"?: string;
  "x-unit"?: "minor" | "permille";
};

export type Field = {
  name: string;
  titles: Record<string, string>;
  kind: "integer" | "money" | "permille" | "choice" | "goods";
  /** Whether it may be left unset. */
  optional: boolean;
  /** As a person writes it; empty: unset. */
  usual: string;
  choices: string[];
  /** The column of document 001 it stands for. */
  from: string | null;
};

export function fields(schema: Schema): Field[] {
  return Object.entries(schema.properties).map(([name, property]) => {
    const kind = kindOf(property);
    return {
      name,
      titles: property["x-title"] ?? { en: property.title ?? name.replaceAll("_", " ") },
      kind,
      optional: Array.isArray(property.type) && property.type.includes("null"),
      usual: kind === "goods" || property.default == null ? "" : shown(kind, String(property.default)),
      choices: property.enum ?? [],
      from: property["x-from"] ?? null,
    };
  });
}

function kindOf(property: Property): Field["kind"] {
  if (property.type === "array") {
    return "goods";
  }
  if (property.enum) {
    return "choice";
  }
  const unit = property["x-unit"];
  return unit === "minor" ? "money" : unit === "permille" ? "permille" : "integer";
}

const PLACES: Record<Field["kind"], number> = { integer: 0, money: 2, permille: 3, choice: 0, goods: 0 };

/** A file's value as a person reads it: 1000 fen as 10.00, 895 ‰ as 0.895. */
export function shown(kind: Field["kind"], value: string): string {
  const places = PLACES[kind];
  if (places === 0 || !/^-?\d+$/.test(value)) {
    return value;
  }
  const digits = value.replace("-", "").padStart(places + 1, "0");
  const whole = digits.slice(0, -places);
  const part = digits.slice(-places);
  return `${value.startsWith("-") ? "-" : ""}${whole}.${kind === "permille" ? part.replace(/0+$/, "") || "0" : part}`;
}

/** What a person wrote as the file's value, exactly; null where it is none. Never by way of a floating-point number. */
export function written(kind: Field["kind"], text: string): Value | null {
  const trimmed = text.trim().replaceAll(",", "").replace(/^[¥￥]/, "");
  if (kind === "choice" || kind === "goods") {
    return trimmed;
  }
  const match = /^(-?)(\d{1,24})(?:\.(\d*))?$/.exec(trimmed);
  const places = PLACES[kind];
  if (!match || (match[3] ?? "").replace(/0+$/, "").length > places) {
    return null;
  }
  return BigInt(`${match[1]}${match[2]}${(match[3] ?? "").slice(0, places).padEnd(places, "0")}`);
}
