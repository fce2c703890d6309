import { HttpProblem } from "./http";
import { i18n } from "./i18n";

/** A failure in the reader's words: the server's own sentence where it gave one. */
export function inWords(e: unknown): string {
  const t = i18n.global.t;
  if (!(e instanceof HttpProblem)) {
    return e instanceof Error ? e.message : String(e);
  }
  if (e.code === "http.unreachable") {
    return t("problem.unreachable");
  }
  if (e.code === "http.timeout") {
    return t("problem.timeout");
  }
  if (e.code === "store.unavailable") {
    return t("problem.store");
  }
  if (e.message) {
    return e.message;
  }
  if (e.status === 403) {
    return t("problem.forbidden");
  }
  if (e.status === 404) {
    return t("problem.notFound");
  }
  return t(e.status >= 500 ? "problem.server" : "problem.other", { code: e.code });
}
