/**
 * The other end of serai-embed: what the page tells the site that frames it, or the app whose WebView shows it.
 *
 * <p>A framed page writes to the origin its address names and to no other; the door shows it in frames of that origin only.
 */
type Bridge = { postMessage(text: string): void };

const embed = new URLSearchParams(location.search).get("embed");
const bridge = (window as { SeraiBridge?: Bridge }).SeraiBridge;

/** In a frame, with a session made for it. */
export const framed = embed !== null && window.parent !== window;

/** Somebody listens. */
export const hosted = framed || (window.parent === window && typeof bridge?.postMessage === "function");

export type Told = { type: "ready" | "cancel" | "expired" } | { type: "resize"; height: number } | { type: "done"; result: Record<string, unknown> };

export function tell(told: Told): void {
  const message = { serai: 1, ...told };
  if (framed && embed !== null) {
    window.parent.postMessage(message, embed);
  } else if (hosted) {
    bridge?.postMessage(JSON.stringify(message));
  }
}

let gone = false;

/** The session ended. Told once: the host opens a fresh page in this one's place. */
export function expired(): void {
  if (hosted && !gone) {
    gone = true;
    tell({ type: "expired" });
  }
}

/** Says that the page is there, and from now on how high it is. */
export function startHost(page: Element): void {
  if (!hosted) {
    return;
  }
  document.documentElement.classList.add("hosted");
  tell({ type: "ready" });
  let last = -1;
  new ResizeObserver(() => {
    const height = Math.ceil(page.getBoundingClientRect().height);
    if (height !== last) {
      last = height;
      tell({ type: "resize", height });
    }
  }).observe(page);
}
