/** A value in lines a person can compare: one a list entry, an object's fields joined. */
export function lines(value: unknown): string[] {
  if (value === null || value === undefined || value === "") {
    return [];
  }
  return Array.isArray(value) ? value.map(line) : [line(value)];
}

function line(value: unknown): string {
  if (value !== null && typeof value === "object") {
    return Object.entries(value)
      .filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && v.length === 0))
      .map(([k, v]) => (Array.isArray(v) ? v.join(", ") : typeof v === "number" ? `${k} ${v}` : String(v)))
      .join(" · ");
  }
  return String(value);
}
