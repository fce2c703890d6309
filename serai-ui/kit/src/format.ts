import { locale } from "./locale";

const DASH = "–";

export function count(n: number | null | undefined): string {
  return n == null ? DASH : new Intl.NumberFormat(locale.value).format(n);
}

/** A share of a whole as a percentage. It rounds down, so that 100 % means all of it. */
export function share(part: number, whole: number): string {
  if (whole === 0) {
    return DASH;
  }
  const hundredths = Math.floor((part / whole) * 10_000 + 1e-9);
  return hundredths % 10_000 === 0 ? `${hundredths / 100}\u00a0%` : `${(hundredths / 100).toFixed(2)}\u00a0%`;
}

/** A duration given in microseconds, at three significant digits. */
export function duration(micros: number | null | undefined): string {
  if (micros == null) {
    return DASH;
  }
  if (micros < 1_000) {
    return `${Math.round(micros)}\u00a0µs`;
  }
  if (micros < 1_000_000) {
    return `${three(micros / 1_000)}\u00a0ms`;
  }
  return `${three(micros / 1_000_000)}\u00a0s`;
}

function three(n: number): string {
  return n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
}

export function bytes(n: number | null | undefined): string {
  if (n == null) {
    return DASH;
  }
  return n < 1024 ? `${n}\u00a0B` : n < 1_048_576 ? `${three(n / 1024)}\u00a0KiB` : `${three(n / 1_048_576)}\u00a0MiB`;
}

/** Minor units as money, exact: no floating point on the way. */
export function money(minor: number | bigint, sign = "¥"): string {
  const all = BigInt(minor);
  const whole = (all < 0n ? -all : all) / 100n;
  const cents = String((all < 0n ? -all : all) % 100n).padStart(2, "0");
  return `${all < 0n ? "-" : ""}${sign}${new Intl.NumberFormat("en").format(whole)}.${cents}`;
}

/** A decimal that came as text, with thousands separated and nothing rounded. */
export function decimal(text: string | null | undefined): string {
  if (text == null || text === "") {
    return DASH;
  }
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

type Detail = "minute" | "second" | "milli" | "day";

/** An instant in the reader's zone, or in {@code zone}; the order of its parts is the same in both languages. */
export function time(iso: string | null | undefined, detail: Detail = "second", zone?: string): string {
  if (!iso) {
    return DASH;
  }
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) {
    return iso;
  }
  const part = new Map(
    new Intl.DateTimeFormat("en-CA", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
      timeZone: zone,
    })
      .formatToParts(at)
      .map((p) => [p.type as string, p.value]),
  );
  const day = `${part.get("year")}-${part.get("month")}-${part.get("day")}`;
  if (detail === "day") {
    return day;
  }
  const minute = `${day} ${part.get("hour")}:${part.get("minute")}`;
  if (detail === "minute") {
    return minute;
  }
  const second = `${minute}:${part.get("second")}`;
  return detail === "second" ? second : `${second}.${part.get("fractionalSecond")}`;
}
