/** A value in lines a person can compare: one a list entry, an object's fields joined. */
export function lines(value: unknown): string[] {
  if (value === null || value === undefined || value === "") {
    return [];
  }
  return Array.isArray(value) ? value.map(line) : [line(value)];
}

function line(value: unknown): string {
  if (value !== null && typeof value === "object") {
    return Object.values(value)
      .filter((v) => v !== null && v !== "")
      .map((v) => (Array.isArray(v) ? v.join(", ") : String(v)))
      .join(" · ");
  }
  return String(value);
}
