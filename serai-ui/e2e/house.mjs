import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

/** Where the house stands and who may enter: the environment, else demo.json. */
const demo = JSON.parse(fs.readFileSync(process.env.DEMO ?? path.join(process.env.SERAI_DATA ?? "../data", "demo.json"), "utf8"));
const address = (text) => (text.startsWith("http") ? text : `http://${text}`);
export const CONSOLE = process.env.CONSOLE_URL ?? address(demo.console);
export const DOOR = process.env.DOOR_URL ?? address(demo.door);
/** Where pictures go; none are taken where nobody wants to look at them. */
export const PICTURES = process.env.PICTURES ?? "";
export const app = demo.apps[0];
export const users = demo.users;
export const products = demo.products;
export const activities = demo.activities ?? { contest: 301, campaign: 201 };

export const operator = (role) => demo.operators.find((o) => o.role === role);

export const DESKTOP = { width: 1440, height: 900 };
const PICTURE_HEIGHT_MAX = 1700;
export const WALL = { width: 1920, height: 1080 };
export const PHONE = { width: 390, height: 844 };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A signed call at the door; the whole envelope comes back. */
export async function signed(method, params, { wrong = false } = {}) {
  const all = {
    ...params,
    method,
    app_id: app.app_id,
    timestamp: String(Date.now()),
    nonce: crypto.randomBytes(12).toString("hex"),
    sign_type: "HMAC-SHA256",
  };
  const text = Object.keys(all)
    .filter((k) => all[k] !== "")
    .sort()
    .map((k) => `${k}=${all[k]}`)
    .join("&");
  const sign = wrong ? "0".repeat(64) : crypto.createHmac("sha256", app.secret).update(text, "utf8").digest("hex");
  const answer = await fetch(`${DOOR}/router/rest`, { method: "POST", body: new URLSearchParams({ ...all, sign }) });
  return answer.json();
}

/** Staff without a browser: what the console's pages would send. */
export async function staff(role) {
  const who = operator(role);
  const json = { "content-type": "application/json" };
  const login = await fetch(`${CONSOLE}/api/login`, { method: "POST", headers: json, body: JSON.stringify({ user: who.user, password: who.password }) });
  const { csrf } = await login.json();
  const cookie = login.headers.get("set-cookie").split(";")[0];
  const send = async (method, at, body) => {
    const answer = await fetch(CONSOLE + at, {
      method,
      headers: { cookie, "x-serai-csrf": csrf, ...(body === undefined ? {} : json) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${at}: ${answer.status} ${text}`);
    }
    return text ? JSON.parse(text) : null;
  };
  return { get: (at) => send("GET", at), post: (at, body = {}) => send("POST", at, body), delete: (at) => send("DELETE", at) };
}

/** A fresh browser window; what its console complained about is collected in {@code page.complaints}. */
export async function visit(browser, { viewport = DESKTOP, locale = "zh-CN", scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport, locale, colorScheme: scheme, timezoneId: "Asia/Shanghai", deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  page.on("console", (m) => {
    // The browser itself notes each 401 and 422; those are answers we expect.
    if (m.type() === "error" && !m.text().startsWith("Failed to load resource")) {
      page.complaints.push(m.text());
    }
  });
  return page;
}

export async function signIn(page, role = "super_admin", to = "/") {
  const who = operator(role);
  await page.goto(`${CONSOLE}/login?to=${encodeURIComponent(to)}`);
  await page.fill("input[name=user]", who.user);
  await page.fill("input[name=password]", who.password);
  await page.click("button[type=submit]");
  await page.waitForSelector("#main h1");
}

/** The page itself never scrolls sideways, whatever its tables do. */
export async function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

export async function picture(page, name) {
  if (!PICTURES) {
    return;
  }
  fs.mkdirSync(PICTURES, { recursive: true });
  await page.waitForTimeout(700); // Entrance animations end.
  const overlaid = await page.locator(".el-overlay:visible").count();
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const file = path.join(PICTURES, `${name}.png`);
  if (!overlaid) {
    await page.evaluate(() => window.scrollTo(0, 0)); // Or a sticky header stands in the middle.
  }
  await (overlaid
    ? page.screenshot({ path: file })
    : page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height: Math.max(height, Math.min(whole, PICTURE_HEIGHT_MAX)) } }));
}
