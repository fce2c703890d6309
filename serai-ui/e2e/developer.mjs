import crypto from "node:crypto";
import { DESKTOP, DOOR, fits, PHONE, picture, staff, visit } from "./house.mjs";

const PASSWORD = "a caravan of four camels";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const LOOKS = [
  ["desktop-zh-light", { viewport: { width: 1280, height: 800 }, locale: "zh-CN", scheme: "light" }],
  ["desktop-en-dark", { viewport: { width: 1280, height: 800 }, locale: "en-GB", scheme: "dark" }],
  ["phone-zh-dark", { viewport: PHONE, locale: "zh-CN", scheme: "dark" }],
  ["phone-en-light", { viewport: PHONE, locale: "en-GB", scheme: "light" }],
];

/** A merchant in the sandbox, made by the portal's own API; with a secret. */
async function merchant() {
  const login = `dev-${Date.now().toString(36)}@example.com`;
  const made = await fetch(`${DOOR}/portal/api/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      login,
      password: PASSWORD,
      name: "李技术",
      company: { name: "丝路商贸", registration_no: "91310000MA1FL0XX0X", address: "上海市徐汇区丝绸路 8 号" },
      contacts: [{ name: "李技术", email: "li@example.com", phone: "+86 21 5555 0001", role: "TECHNICAL" }],
      access_mode: "FULL_API",
      scenario: "orders from our shop",
    }),
  });
  const me = await made.json();
  const cookie = made.headers.get("set-cookie").split(";")[0];
  const send = async (method, at, body) => {
    const answer = await fetch(`${DOOR}/portal/api${at}`, {
      method,
      headers: { cookie, "x-serai-csrf": me.csrf, "content-type": body instanceof Buffer ? "application/octet-stream" : "application/json" },
      body: body === undefined || body instanceof Buffer ? body : JSON.stringify(body),
    });
    return JSON.parse((await answer.text()) || "null");
  };
  await send("POST", "/application/licences?name=l.pdf", PDF);
  await send("POST", "/application/submit", {});
  const { version } = await send("GET", "/application");
  await (await staff("business_manager")).post(`/api/merchants/${me.merchant_id}/approve`, { version });
  const { apps } = await send("GET", "/apps");
  const app = apps[0].app_id;
  const { secret } = await send("POST", `/apps/${app}/secrets`, { overlap_hours: 0 });
  return { login, app, secret, send };
}

const canonical = (all) =>
  Object.keys(all)
    .filter((k) => all[k] !== "")
    .sort()
    .map((k) => `${k}=${all[k]}`)
    .join("&");
const hmac = (text, secret) => crypto.createHmac("sha256", secret).update(text, "utf8").digest("hex");
const signedBy = ({ app }, own) => ({ ...own, app_id: app, timestamp: String(Date.now()), nonce: crypto.randomBytes(12).toString("hex"), sign_type: "HMAC-SHA256" });

async function call(who, method, own = {}) {
  const all = signedBy(who, { ...own, method });
  const answer = await fetch(`${DOOR}/router/rest`, { method: "POST", body: new URLSearchParams({ ...all, sign: hmac(canonical(all), who.secret) }) });
  return answer.json();
}

/** What a merchant's developer does at the portal and in the documentation. */
export async function developerPromises({ promise, ok, eventually, browser }) {
  const portal = `${DOOR}/portal/`;
  const who = await merchant();
  await eventually("the new key works", 20_000, async () => (await call(who, "serai.ping")).code === 200);
  const enter = async (page) => {
    await page.goto(`${portal}#/login`);
    await page.waitForSelector("[data-test=to-register]");
    await page.fill("input[name=login]", who.login);
    await page.fill("input[name=password]", PASSWORD);
    await page.click("button[type=submit]");
    await page.waitForSelector("#main h1");
  };
  // Refused: the values were signed as they stand in the form.
  const wrong = signedBy(who, { method: "serai.ping", memo: "店 + 1" });
  const mine = Object.keys(wrong)
    .sort()
    .map((k) => `${k}=${encodeURIComponent(wrong[k])}`)
    .join("&");
  const form = new URLSearchParams({ ...wrong, sign: hmac(mine, who.secret) }).toString();
  const refused = await (await fetch(`${DOOR}/router/rest`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: form })).json();
  ok(refused.sub_code === "sign.mismatch", `it was answered ${refused.sub_code}`);
  for (const [no, product, quantity] of [["A-1", "1082185", 1], ["A-2", "1082185", 3], ["A-1", "1082185", 2]]) {
    await call(who, "order.create_order", { out_order_no: no, product_id: product, quantity });
  }

  await promise("developer_finds_a_refused_call_and_why_its_signature_did_not_fit", { viewport: DESKTOP, locale: "en-GB" }, async (page) => {
    await enter(page);
    await eventually("the refusal is in the log", 30_000, async () => {
      await page.goto(`${portal}#/calls?request_id=${refused.request_id}&t=${Date.now()}`);
      return page.locator("[data-test=call-detail]").waitFor({ timeout: 3_000 }).then(() => true, () => false);
    });
    await page.click("[data-test=to-signature]");
    await page.fill("[data-test=url]", "/router/rest");
    await page.fill("[data-test=body]", form);
    await page.fill("[data-test=text]", mine);
    await page.click("[data-test=explain]");
    await page.waitForSelector("[data-test=explained]");
    ok((await page.locator("[data-test=finding][data-id='text.encoded']").count()) === 1, await page.locator("[data-test=explained]").innerText());
    ok((await page.locator("[data-test=difference] mark").first().innerText()) === "店", "the first difference is another");
    const whole = await page.content();
    ok(!whole.includes(hmac(canonical(wrong), who.secret)) && !whole.includes(who.secret), "the page tells what must stay secret");
  });

  await promise("developer_tries_a_method_in_the_docs_and_the_secret_stays_in_the_page", { viewport: DESKTOP, locale: "en-GB" }, async (page) => {
    const sent = [];
    page.on("request", (r) => sent.push(`${r.url()} ${r.postData() ?? ""} ${JSON.stringify(r.headers())}`));
    await page.goto(`${DOOR}/docs/?lang=en`);
    await page.fill("#search", "serai.ping");
    ok((await page.locator("section.entry:visible").count()) >= 1, "the search finds nothing");
    await page.locator("#account summary").click();
    await page.fill("#try-app", who.app);
    await page.fill("#try-secret", who.secret);
    await page.click("[data-try='serai.ping']");
    await page.locator("form.try button[type=submit]").click();
    await page.locator("form.try pre", { hasText: "HTTP" }).waitFor();
    const out = await page.locator("form.try pre").innerText();
    ok(out.includes("HTTP 200") && out.includes("the answer's signature fits"), out);
    ok(sent.some((s) => s.includes("sign=")) && sent.every((s) => !s.includes(who.secret)), "the secret was sent");
  });

  await promise("developer_switches_a_fault_on_and_sees_it_in_the_log", { viewport: PHONE }, async (page) => {
    await enter(page);
    await page.goto(`${portal}#/apps`);
    await page.click("[data-test='fault-call.error']");
    await page.click("[data-test=faults-keep]");
    await page.waitForSelector("[data-test=faults-on]");
    const answer = await call(who, "serai.ping");
    ok(answer.sub_code === "core.timeout", JSON.stringify(answer));
    await page.click("[data-test=faults-off]");
    await page.waitForSelector("[data-test=faults-on]", { state: "detached" });
    ok((await call(who, "serai.ping")).code === 200, "it is still on");
  });

  await promise("developer_pages_fit_their_windows", { viewport: DESKTOP }, async () => {
    for (const [look, how] of LOOKS) {
      const page = await visit(browser, how);
      await enter(page);
      for (const name of ["calls", "figures", "orders", "signature", "apps"]) {
        await page.goto(`${portal}#/${name}`);
        await page.waitForSelector("#main .page .sheet");
        if (name === "signature") {
          await page.fill("[data-test=url]", "/router/rest");
          await page.fill("[data-test=body]", form);
          await page.fill("[data-test=text]", mine);
          await page.click("[data-test=explain]");
          await page.waitForSelector("[data-test=explained]");
        }
        await picture(page, `developer-${name}-${look}`);
        ok(await fits(page), `${name} is wider than its window (${look})`);
      }
      await page.goto(`${DOOR}/docs/`);
      await picture(page, `docs-${look}`);
      ok(await fits(page), `the docs are wider than their window (${look})`);
      ok(page.complaints.length === 0, `the browser complained: ${page.complaints.join("; ")}`);
      await page.context().close();
    }
  });
}
