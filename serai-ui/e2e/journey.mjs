import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { CONSOLE, DESKTOP, DOOR, fits, PHONE, picture, products, signIn, users, visit } from "./house.mjs";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const PASSWORD = "a caravan of four camels";

/** A call signed by an app of one's own, with its secret or its RSA private key. */
async function call(method, app, { secret, pem }, more = {}) {
  const all = {
    ...more,
    method,
    app_id: app,
    timestamp: String(Date.now()),
    nonce: crypto.randomBytes(12).toString("hex"),
    sign_type: pem && !secret ? "RSA2" : "HMAC-SHA256",
  };
  const text = Object.keys(all)
    .sort()
    .map((k) => `${k}=${all[k]}`)
    .join("&");
  const sign = pem && !secret ? crypto.createSign("RSA-SHA256").update(text, "utf8").sign(pem, "base64") : crypto.createHmac("sha256", secret).update(text, "utf8").digest("hex");
  const answer = await fetch(`${DOOR}/router/rest`, { method: "POST", body: new URLSearchParams({ ...all, sign }) });
  return answer.json();
}

/** The merchant's way from a stranger to live, on the pages he and the staff use; pictures on the way. */
export async function journeyPromises({ promise, ok, eventually, browser }) {
  const stamp = Date.now().toString(36);
  const login = `owner-${stamp}@example.com`;
  const company = `丝路商贸 ${stamp}`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "serai-licence-"));
  const licence = path.join(folder, "营业执照.pdf");
  fs.writeFileSync(licence, PDF);
  const portal = `${DOOR}/portal/`;
  const status = (page) => page.locator("[data-test=status]").getAttribute("data-status");
  let merchant = "";
  let app = "";
  const keys = {};

  const enter = async (page, at = "#/") => {
    await page.goto(`${portal}#/login`);
    await page.waitForSelector("[data-test=to-register]"); // The page before may have fields of the same names.
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", PASSWORD);
    await page.click("button[type=submit]");
    await page.waitForSelector("#main h1");
    if (at !== "#/") {
      await page.goto(portal + at);
      await page.waitForSelector("#main .page");
    }
  };
  const staff = async (role, work) => {
    const page = await visit(browser, { viewport: DESKTOP });
    try {
      await signIn(page, role, `/merchants/${merchant}`);
      await page.waitForSelector("[data-test=status]");
      await work(page);
      ok(page.complaints.length === 0, `the browser complained: ${page.complaints.join("; ")}`);
    } finally {
      await page.context().close();
    }
  };

  await promise("journey_a_stranger_registers_and_asks_for_review", { viewport: DESKTOP }, async (page) => {
    await page.goto(portal);
    await page.waitForSelector("[data-test=to-register]");
    await picture(page, "portal-login-desktop-zh-light");
    await page.click("[data-test=to-register]");
    await page.fill("input[name=name]", "周明");
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", PASSWORD);
    await page.fill("input[name=repeat]", `${PASSWORD}x`);
    await page.click("[data-test=next]");
    await page.waitForSelector("[role=alert]");
    await page.fill("input[name=repeat]", PASSWORD);
    await page.click("[data-test=next]");
    await page.fill("input[name=company]", company);
    await page.fill("input[name=registration_no]", "91310000MA1FL0XX0X");
    await page.fill("input[name=address]", "上海市徐汇区丝绸路 8 号");
    await picture(page, "portal-register-company-desktop-zh-light");
    await page.click("[data-test=next]");
    for (const [i, name] of ["周明", "李技术"].entries()) {
      await page.fill(`input[name=name${i}]`, name);
      await page.fill(`input[name=email${i}]`, `c${i}-${stamp}@example.com`);
      await page.fill(`input[name=phone${i}]`, `+86 21 5555 000${i}`);
    }
    await picture(page, "portal-register-contacts-desktop-zh-light");
    await page.click("[data-test=next]");
    await page.fill("textarea[name=scenario]", "会员在我们的小程序里兑换积分、查看订单，每天约两万次调用。");
    await picture(page, "portal-register-integration-desktop-zh-light");
    await page.click("[data-test=next]");
    await page.waitForSelector("input[name=licence]", { state: "attached" });
    await page.setInputFiles("input[name=licence]", licence);
    await page.waitForSelector("[data-test=licence]");
    await picture(page, "portal-register-licences-desktop-zh-light");
    await page.click("[data-test=next]");
    await page.waitForSelector("[data-test=status]");
    ok((await status(page)) === "REVIEW", `status is ${await status(page)}`);
    merchant = (await page.locator(".page-head .mono").innerText()).trim();
    await picture(page, "portal-review-desktop-zh-light");
  });
  if (!merchant) {
    return;
  }

  await promise("journey_a_business_manager_asks_back_and_the_merchant_answers", { viewport: PHONE, locale: "en-GB", scheme: "dark" }, async (page) => {
    await staff("business_manager", async (desk) => {
      await picture(desk, "console-merchant-review-desktop-zh-light");
      await desk.click("[data-test=ask]");
      await desk.click("[data-test=confirm]");
      await desk.waitForSelector(".el-dialog [role=alert]");
      await desk.fill("textarea[name=words]", "请说明谁负责夜间值守？");
      await picture(desk, "console-merchant-ask-desktop-zh-light");
      await desk.click("[data-test=confirm]");
      await eventually("it is asked", 30_000, async () => (await status(desk)) === "ASKED");
    });
    await enter(page);
    await page.waitForSelector("[data-test=question]");
    ok(await fits(page), "the portal is wider than 390 px");
    await picture(page, "portal-asked-phone-en-dark");
    await page.click("[data-test=edit]");
    await page.fill("input[name=address]", "8 Silk Road, Xuhui, Shanghai");
    await picture(page, "portal-edit-phone-en-dark");
    await page.click("[data-test=save]");
    await page.locator("[data-test=save]").waitFor({ state: "detached" });
    await page.fill("textarea[name=answer]", "Li Jishu is on call, +86 21 5555 0001.");
    await page.click("[data-test=submit]");
    await eventually("it is in review", 30_000, async () => (await status(page)) === "REVIEW");
  });

  await promise("journey_approved_he_makes_keys_and_his_first_signed_call", { viewport: DESKTOP }, async (page) => {
    await staff("business_manager", async (desk) => {
      await desk.click("[data-test=approve]");
      await desk.click("[data-test=confirm]");
      await eventually("it is approved", 30_000, async () => (await status(desk)) === "SANDBOX");
    });
    await enter(page);
    await picture(page, "portal-sandbox-desktop-zh-light");
    await page.goto(`${portal}#/apps`);
    await page.waitForSelector("[data-test=app]");
    app = (await page.locator("[data-test=app-id]").innerText()).trim();
    await page.click("[data-test=new-secret]");
    await page.click("[data-test=make]");
    keys.secret = (await page.locator("[data-test=secret]").innerText()).trim();
    await picture(page, "portal-secret-desktop-zh-light");
    await page.click("[data-test=kept]");
    await page.locator("[data-test=secret]").waitFor({ state: "hidden" });
    ok(!(await page.content()).includes(keys.secret), "the secret is still in the page");

    const bodies = [];
    page.on("request", (r) => bodies.push(r.postData() ?? ""));
    await page.click("[data-test=new-rsa]");
    await page.click("[data-test=make]");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("[data-test=download]")]);
    keys.pem = fs.readFileSync(await file.path(), "utf8");
    await page.click("[data-test=kept]");
    ok(bodies.some((b) => b.includes("BEGIN PUBLIC KEY")) && !bodies.some((b) => b.includes("PRIVATE")), "the private key was sent");
    await page.waitForTimeout(400);
    await picture(page, "portal-apps-desktop-zh-light");

    const first = await eventually("the first call", 30_000, async () => {
      const answer = await call("serai.ping", app, { secret: keys.secret });
      return answer.code === 200 && answer;
    });
    ok(first.data.app_id === app, JSON.stringify(first));
    const rsa = await eventually("a call signed with the browser's key", 30_000, async () => (await call("serai.ping", app, { pem: keys.pem })).code === 200);
    ok(rsa, "RSA2 was refused");
  });

  await promise("journey_a_member_lets_the_app_act_for_him_and_it_orders", { viewport: PHONE }, async (page) => {
    const back = "https://silk.example.com/back";
    const merchantsPage = await visit(browser, { viewport: DESKTOP });
    await enter(merchantsPage, "#/changes");
    await merchantsPage.locator("[data-test=kind][data-kind=oauth_clients] [data-test=ask]").click();
    const client = merchantsPage.locator("[data-test=client]").first();
    await client.locator("textarea[name=redirect_uris]").fill(back);
    await client.locator("input[type=checkbox][value=profile]").check();
    await picture(merchantsPage, "portal-oauth-client-desktop-zh-light");
    await merchantsPage.click("[data-test=send]");
    await merchantsPage.waitForSelector("[data-test=change]");
    await merchantsPage.context().close();
    await staff("business_manager", async (desk) => {
      await desk.goto(`${CONSOLE}/changes`);
      const asked = desk.locator("[data-test=change]", { hasText: company });
      await asked.locator("[data-test=approve-change]").click();
      await picture(desk, "console-oauth-client-desktop-zh-light");
      await desk.click("[data-test=confirm]");
      await asked.locator("[data-test=approve-change]").waitFor({ state: "detached" });
    });

    const verifier = crypto.randomBytes(32).toString("hex");
    const question = new URLSearchParams({
      response_type: "code",
      client_id: app,
      redirect_uri: back,
      scope: "profile",
      state: stamp,
      code_challenge: crypto.createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    // Nobody of that name is there: the browser's own answer stands for the merchant's page.
    await page.route(`${back}?**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>back</title>" }));
    await page.goto(`${DOOR}/oauth2/authorize?${question}`);
    await page.waitForSelector("input[name=password]");
    ok(await fits(page), "signing in is wider than 390 px");
    await picture(page, "oauth-sign-in-phone-zh-light");
    await page.fill("input[name=login]", users[0].login);
    await page.fill("input[name=password]", users[0].password);
    await page.click("button.go");
    await page.waitForSelector("button[value=allow]");
    ok((await page.locator("main, body").first().innerText()).includes(company), "the page does not say who asks");
    ok(await fits(page), "consenting is wider than 390 px");
    await picture(page, "oauth-consent-phone-zh-light");
    await page.click("button[value=allow]");
    await page.waitForURL(`${back}?**`);
    const said = new URL(page.url()).searchParams;
    ok(said.get("state") === stamp && said.get("iss") !== null, `came back with ${page.url()}`);

    const answer = await fetch(`${DOOR}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${app}:${keys.secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "authorization_code", code: said.get("code"), redirect_uri: back, code_verifier: verifier }),
    });
    const tokens = await answer.json();
    // The first calls of a sandbox make the trial community, and the core may be later than the house waits for it.
    const profile = await eventually("an answer of the core", 30_000, async () => {
      const answer = await call("member.profile.get", app, keys, { access_token: tokens.access_token });
      return answer.sub_code !== "core.timeout" && answer;
    });
    ok(profile.code === 200, `his profile: ${JSON.stringify(profile)}`);
    const order = await eventually("an order that the core knows", 30_000, async () => {
      const answer = await call("order.create_order", app, keys, { out_order_no: `J-${stamp}`, product_id: products[0].product_id, quantity: "1" });
      return answer.data?.status !== "PENDING" && answer;
    });
    ok(order.code === 200 && order.data.status === "UNPAID" && order.data.amount === products[0].price, `his order: ${JSON.stringify(order)}`);

    await page.goto(`${DOOR}/oauth2/account`);
    await picture(page, "oauth-account-phone-zh-light");
    ok(await fits(page), "the linked accounts are wider than 390 px");
  });

  await promise("journey_a_product_manager_signs_and_he_goes_live", { viewport: PHONE }, async (page) => {
    await staff("product_manager", async (desk) => {
      const open = desk.locator("[data-test=sign]");
      await desk.waitForSelector("[data-test=item]");
      await picture(desk, "console-merchant-checklist-desktop-zh-light");
      while ((await open.count()) > 0) {
        const before = await open.count();
        await open.first().click();
        await eventually("the item is signed", 30_000, async () => (await open.count()) < before);
      }
      await desk.click("[data-test=go-live]");
      await desk.click("[data-test=confirm]");
      await eventually("it is live", 30_000, async () => (await status(desk)) === "LIVE");
      await picture(desk, "console-merchant-live-desktop-zh-light");
    });
    await enter(page, "#/apps");
    await page.waitForSelector("[data-test=app][data-stage=LIVE]");
    ok(await fits(page), "the apps page is wider than 390 px");
    await picture(page, "portal-apps-phone-zh-light");
    const live = page.locator("[data-test=app][data-stage=LIVE]");
    const id = (await live.locator("[data-test=app-id]").innerText()).trim();
    await live.locator("[data-test=new-secret]").click();
    await page.click("[data-test=make]");
    const secret = (await page.locator("[data-test=secret]").innerText()).trim();
    await picture(page, "portal-secret-phone-zh-light");
    await page.click("[data-test=kept]");
    await eventually("the live app's first call", 30_000, async () => (await call("serai.ping", id, { secret })).code === 200);
  });

  await promise("journey_a_colleague_joins_as_developer_and_sees_no_team", { viewport: DESKTOP, locale: "en-GB", scheme: "dark" }, async (page) => {
    await enter(page, "#/team");
    await page.click("[data-test=add]");
    await page.fill(".el-dialog input[name=name]", "Dev One");
    await page.fill(".el-dialog input[name=login]", `dev-${stamp}@example.com`);
    await page.fill(".el-dialog input[name=password]", PASSWORD);
    await page.click("[data-test=save]");
    await eventually("two accounts", 30_000, async () => (await page.locator("[data-test=account]").count()) === 2);
    await picture(page, "portal-team-desktop-en-dark");
    await page.goto(`${portal}#/`);
    await page.waitForSelector("[data-test=status]");
    await picture(page, "portal-live-desktop-en-dark");
    const dev = await visit(browser, { viewport: PHONE });
    await dev.goto(`${portal}#/login`);
    await dev.fill("input[name=login]", `dev-${stamp}@example.com`);
    await dev.fill("input[name=password]", PASSWORD);
    await dev.click("button[type=submit]");
    await dev.waitForSelector("#main h1");
    await dev.goto(`${portal}#/team`);
    await dev.waitForTimeout(300);
    ok(!(await dev.content()).includes("data-test=\"account\""), "a developer sees the team");
    await dev.context().close();
  });

  await promise("journey_a_suspended_merchants_calls_are_refused_until_he_is_resumed", { viewport: PHONE }, async () => {
    await staff("operations", async (desk) => {
      await desk.click("[data-test=suspend]");
      await desk.fill("textarea[name=words]", "演练");
      await desk.click("[data-test=confirm]");
      await eventually("it is suspended", 30_000, async () => (await status(desk)) === "SUSPENDED");
      await eventually("its call is refused", 30_000, async () => (await call("serai.ping", app, { secret: keys.secret })).sub_code === "app.not_active");
      await desk.click("[data-test=resume]");
      await desk.fill("textarea[name=words]", "演练结束");
      await desk.click("[data-test=confirm]");
      await eventually("its call is served", 30_000, async () => (await call("serai.ping", app, { secret: keys.secret })).code === 200);
    });
  });

  for (const [look, how] of [
    ["phone-en-light", { viewport: PHONE, locale: "en-GB", scheme: "light" }],
    ["phone-zh-dark", { viewport: PHONE, locale: "zh-CN", scheme: "dark" }],
    ["desktop-en-dark", { viewport: DESKTOP, locale: "en-GB", scheme: "dark" }],
  ]) {
    await promise(`journey_every_page_of_portal_and_desk_fits_${look}`, how, async (page) => {
      for (const at of ["#/", "#/apps", "#/contract", "#/changes", "#/team"]) {
        if (at === "#/") {
          await page.goto(`${portal}#/register`);
          await page.waitForSelector("form");
          ok(await fits(page), "registering is wider than the window");
          await picture(page, `portal-register-${look}`);
          await enter(page);
        } else {
          await page.goto(portal + at);
        }
        await page.waitForSelector("#main .page");
        await page.waitForLoadState("networkidle").catch(() => undefined);
        ok(await fits(page), `${at} is wider than the window`);
        await picture(page, `portal-${at.slice(2) || "journey"}-${look}`);
      }
      const desk = await visit(browser, how);
      await signIn(desk, "business_manager", "/merchants");
      for (const at of ["/merchants", `/merchants/${merchant}`, "/changes"]) {
        await desk.goto(CONSOLE + at);
        await desk.waitForSelector("#main .page");
        await desk.waitForLoadState("networkidle").catch(() => undefined);
        ok(await fits(desk), `${at} is wider than the window`);
        await picture(desk, `console${at.replace(merchant, "one").replaceAll("/", "-")}-${look}`);
      }
      await desk.context().close();
      page.complaints.length = 0; // Contract and changes may not be there yet; the pages say so.
    });
  }
  fs.rmSync(folder, { recursive: true, force: true });
}
