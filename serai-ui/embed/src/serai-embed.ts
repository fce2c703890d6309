/** What the page tells when the user has what he came for. */
export type Result = Readonly<Record<string, unknown>>;

/** Why a page could not go on: no fresh URL came, it led elsewhere, or pages opened by fresh URLs never showed themselves. */
export type Failure = "renewal" | "foreign-url" | "silent";

export type Options = {
  /** The one-time URL that {@code h5.session.create} (with your origin as embed_origin) answered to your server. */
  url: string;
  /** Where the door's pages live, for example https://open.example.com. Messages from anywhere else are not heard. */
  origin: string;
  /** The element the page is put into. */
  container: Element;
  onDone?: (result: Result) => void;
  onCancel?: () => void;
  /** The page's height in CSS pixels. The frame has been given it, unless you return false. */
  onResize?: (height: number) => void | false;
  onReady?: () => void;
  /** The session ended, or the one-time URL was used or too old: ask your server for a fresh one. */
  onSessionExpired?: () => string | Promise<string>;
  /** The page was taken away: it could not go on. Browsers that keep no cookies in frames end here, as "silent". */
  onFailed?: (why: Failure) => void;
  /** The frame's accessible name. */
  title?: string;
};

export type Opened = {
  readonly frame: HTMLIFrameElement;
  /** Takes the page away and hears nothing more. */
  close(): void;
};

/** How long a page may take until it shows itself. */
const PATIENCE_MS = 15_000;
/** The same once the browser has loaded something. */
const PATIENCE_LOADED_MS = 3_000;
/** How often in a row a session is renewed before a page has shown itself. */
const RENEWALS_MAX = 3;
/** Higher than any page of ours. */
const HEIGHT_MAX = 20_000;

export type Message =
  | { type: "ready" | "cancel" | "expired" }
  | { type: "resize"; height: number }
  | { type: "done"; result: Result };

/** One of our messages, or null: whatever a page may post, only these five shapes are heard. */
export function read(data: unknown): Message | null {
  if (!record(data) || data.serai !== 1) {
    return null;
  }
  switch (data.type) {
    case "ready":
    case "cancel":
    case "expired":
      return { type: data.type };
    case "resize":
      return typeof data.height === "number" && Number.isInteger(data.height) && data.height >= 0 && data.height <= HEIGHT_MAX
        ? { type: "resize", height: data.height }
        : null;
    case "done":
      return record(data.result) ? { type: "done", result: data.result } : null;
    default:
      return null;
  }
}

/** Shows an activity's page in a frame inside {@code container}, until it is done, cancelled, closed or failed. */
export function open(options: Options): Opened {
  const door = doorOrigin(options.origin);
  if (!ours(options.url, door)) {
    throw new TypeError(`url must be a page of ${door} under /h5/`);
  }
  const frame = document.createElement("iframe");
  frame.title = options.title ?? "Serai";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups");
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.style.cssText = "display:block;width:100%;height:480px;border:0";

  let ended = false;
  let renewing = false;
  let renewals = 0;
  let waitsForLoaded = false;
  let spoken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wait = (ms: number, loaded: boolean): void => {
    clearTimeout(timer);
    waitsForLoaded = loaded;
    timer = setTimeout(() => renew("silent"), ms);
  };
  const show = (url: string): void => {
    spoken = false;
    wait(PATIENCE_MS, false);
    frame.src = url;
  };
  const end = (): void => {
    ended = true;
    clearTimeout(timer);
    window.removeEventListener("message", hear);
    frame.removeEventListener("load", loaded);
    frame.remove();
  };
  const fail = (why: Failure): void => {
    end();
    options.onFailed?.(why);
  };
  const renew = (otherwise: Failure): void => {
    if (ended || renewing) {
      return;
    }
    clearTimeout(timer);
    if (!options.onSessionExpired || ++renewals > RENEWALS_MAX) {
      fail(otherwise);
      return;
    }
    renewing = true;
    const ask = options.onSessionExpired;
    void new Promise<string>((resolve) => resolve(ask())).then(
      (fresh) => {
        renewing = false;
        if (ended) {
          return;
        }
        if (ours(fresh, door)) {
          show(fresh);
        } else {
          fail("foreign-url");
        }
      },
      () => {
        renewing = false;
        if (!ended) {
          fail("renewal");
        }
      },
    );
  };
  // A frame that loaded something else than a page of ours, or a page whose session is gone, says nothing.
  const loaded = (): void => {
    if (ended || renewing) {
      return;
    }
    if (spoken) {
      spoken = false;
    } else {
      wait(PATIENCE_LOADED_MS, true);
    }
  };
  const hear = (event: MessageEvent): void => {
    if (ended || renewing || event.source === null || event.source !== frame.contentWindow || event.origin !== door) {
      return;
    }
    const message = read(event.data);
    switch (message?.type) {
      case "ready":
        clearTimeout(timer);
        spoken = !waitsForLoaded;
        waitsForLoaded = false;
        renewals = 0;
        options.onReady?.();
        break;
      case "resize":
        if (options.onResize?.(message.height) !== false) {
          frame.style.height = `${message.height}px`;
        }
        break;
      case "done":
        end();
        options.onDone?.(message.result);
        break;
      case "cancel":
        end();
        options.onCancel?.();
        break;
      case "expired":
        renew("renewal");
        break;
    }
  };

  window.addEventListener("message", hear);
  frame.addEventListener("load", loaded);
  show(options.url);
  options.container.append(frame);
  return { frame, close: end };
}

function doorOrigin(text: string): string {
  const url = parsed(text);
  const loopback = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && loopback))) {
    throw new TypeError(`origin must be like https://open.example.com (http only on loopback), found ${text}`);
  }
  return url.origin;
}

function ours(text: unknown, door: string): boolean {
  const url = typeof text === "string" ? parsed(text) : null;
  return url !== null && url.origin === door && url.username === "" && url.password === "" && url.pathname.startsWith("/h5/");
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function record(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
