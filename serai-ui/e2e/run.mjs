import { contestPromises } from "./contest.mjs";
import { developerPromises } from "./developer.mjs";
import { embedPromises } from "./embed.mjs";
import { activities, app, CONSOLE, DOOR, fits, launch, operator, PHONE, signed, signIn, users, visit } from "./house.mjs";
import { journeyPromises } from "./journey.mjs";
import { participantPromises } from "./participant.mjs";

/**
 * The pages' promises, checked in a real browser against a running house. CONSOLE_URL, DOOR_URL and DEMO (demo.json) say
 * where. Leaves the house as it was: what it publishes it rolls back, what it reports it takes back.
 */
const browser = await launch();
let passed = 0;
let failed = 0;
const only = process.argv[2] ?? "";

async function promise(name, how, body) {
  if (!name.includes(only)) {
    return;
  }
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
  const page = await visit(browser, how);
  try {
    await body(page);
    ok(page.complaints.length === 0, `the browser complained: ${page.complaints.join("; ")}`);
    passed++;
    console.log(`passed  ${name}  ${seconds()} s`);
  } catch (e) {
    failed++;
    console.log(`FAILED  ${name}  ${seconds()} s\n        ${String(e).split("\n").slice(0, 6).join("\n        ")}`);
  } finally {
    await page.context().close();
  }
}

function ok(is, otherwise) {
  if (!is) {
    throw new Error(otherwise);
  }
}

async function eventually(what, within_ms, check) {
  const end = Date.now() + within_ms;
  for (;;) {
    const found = await check();
    if (found) {
      return found;
    }
    ok(Date.now() < end, `not within ${within_ms} ms: ${what}`);
    await new Promise((r) => setTimeout(r, 150));
  }
}

const title = (page) => page.locator("#main h1").first().innerText();

await promise("a_stranger_sees_only_the_login_page", {}, async (page) => {
  await page.goto(`${CONSOLE}/calls`);
  await page.waitForURL("**/login?to=/calls");
});

await promise("a_wrong_password_is_refused_without_saying_which_part", {}, async (page) => {
  await page.goto(`${CONSOLE}/login`);
  await page.fill("input[name=user]", operator("super_admin").user);
  await page.fill("input[name=password]", "not the password");
  await page.click("button[type=submit]");
  await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent?.includes("账号或密码不对"));
});

await promise("signing_in_leads_back_to_the_page_asked_for_and_signing_out_ends_it", {}, async (page) => {
  await signIn(page, "super_admin", "/calls");
  ok(new URL(page.url()).pathname === "/calls", `expected /calls, was at ${page.url()}`);
  await page.click("[data-test=user]");
  await page.click("[data-test=sign-out]");
  await page.waitForURL("**/login**");
  await page.goto(`${CONSOLE}/activities`);
  await page.waitForURL("**/login**");
});

for (const [role, sees] of [
  ["super_admin", true],
  ["auditor", true],
  ["operations", false],
  ["product_manager", false],
  ["business_manager", false],
]) {
  await promise(`the_menu_of_${role}_shows_the_audit_trail${sees ? "" : "_not"}`, {}, async (page) => {
    await signIn(page, role);
    await page.waitForSelector("nav a[href='/activities']");
    ok((await page.locator("nav a[href='/audit']").count()) === (sees ? 1 : 0), "the audit entry is wrong for this role");
  });
}

await promise("only_those_who_may_declare_are_offered_to", {}, async (page) => {
  await signIn(page, "auditor", "/activities");
  await page.waitForSelector("[data-test=activity]");
  ok((await page.locator("[data-test=upload]").count()) === 0, "an auditor is offered to submit a file");
});

await promise("only_who_may_approve_is_offered_to_publish_and_the_desk_says_what_is_missing", {}, async (page) => {
  await signIn(page, "operations", `/activities/${activities.contest}/publication`);
  await page.waitForSelector("[data-test=check-approver]");
  ok((await page.locator("[data-test=publish]").count()) === 0, "operations is offered to publish");
  ok((await page.locator("[data-test=check-approver].warn").count()) === 1, "operations is told that it may approve");
  ok((await page.locator("[data-test=check-settled].good").count()) === 1, "the settling time is over, but the desk does not say so");
  await page.click("[data-test=recount]");
  await page.waitForSelector("[data-test=check-recount].good");
});

await promise("language_and_light_are_switched_and_remembered", {}, async (page) => {
  await signIn(page);
  ok((await title(page)) === "概览", `expected 概览, was ${await title(page)}`);
  await page.click("[data-test=language]");
  await page.getByRole("menuitem", { name: "English" }).click();
  await page.waitForFunction(() => document.querySelector("#main h1")?.textContent === "Overview");
  await page.click("[data-test=theme]");
  await page.getByRole("menuitem", { name: "Dark" }).click();
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.reload();
  await page.waitForSelector("#main h1");
  ok((await title(page)) === "Overview", "the language was forgotten");
  ok((await page.getAttribute("html", "data-theme")) === "dark", "the light was forgotten");
});

await promise("every_page_fits_a_phone", { viewport: PHONE }, async (page) => {
  await signIn(page);
  for (const at of ["/", "/activities", "/contests/new", "/contests/metrics", "/contests/import", `/activities/${activities.campaign}`, `/activities/${activities.contest}/board`, `/activities/${activities.contest}/publication`, "/calls", "/audit"]) {
    await page.goto(CONSOLE + at);
    await page.waitForSelector("#main .sheet");
    await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
    ok(await fits(page), `${at} is wider than 390 px`);
  }
  await page.click("[data-test=menu]");
  await page.locator(".el-drawer nav a[href='/calls']").click();
  await page.waitForURL("**/calls");
});

await promise("the_overview_counts_a_new_call", {}, async (page) => {
  await signed("serai.ping", {});
  await signIn(page);
  await page.waitForSelector(".figures dd");
  await page.waitForSelector("canvas");
  ok((await page.locator("tbody tr").count()) > 0, "no method is listed");
});

await promise("a_refused_call_is_found_by_its_request_id_with_its_cause", {}, async (page) => {
  const answer = await signed("serai.ping", {}, { wrong: true });
  ok(answer.sub_code === "sign.mismatch", `expected sign.mismatch, was ${JSON.stringify(answer)}`);
  await signIn(page, "operations", "/calls");
  await eventually("the call in the log", 30_000, async () => {
    await page.goto(`${CONSOLE}/calls?request_id=${encodeURIComponent(answer.request_id)}`);
    return page
      .waitForSelector("[data-test=call-detail]", { timeout: 2_000 })
      .then(() => true)
      .catch(() => false);
  });
  const told = await page.locator("[data-test=call-detail]").innerText();
  ok(told.includes("sign.mismatch") && told.includes(answer.sub_msg), `the cause is not told: ${told}`);
  ok(told.includes("在此被拒"), "the refusing check is not marked");
  ok(!told.includes(app.secret), "the app's secret is shown");
});

await promise("the_request_log_is_filtered_by_error_code", {}, async (page) => {
  await signIn(page, "operations", "/calls");
  await page.waitForSelector("[data-test=call]");
  await page.locator("[data-test=sub-code] input, input[data-test=sub-code]").fill("sign.mismatch");
  await page.click("[data-test=search]");
  await page.waitForURL("**sub_code=sign.mismatch**");
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll("[data-test=call]")];
    return rows.length > 0 && rows.every((r) => r.textContent?.includes("sign.mismatch"));
  });
});

await promise("the_board_moves_by_itself_when_a_receipt_comes_and_explains_it", {}, async (page) => {
  await signIn(page, "operations", `/activities/${activities.contest}/board`);
  const row = page.locator("[data-test=row]").nth(4);
  const score = async () => (await row.locator(".score").innerText()).replaceAll(",", "");
  await row.waitFor();
  const before = await score();
  const unit = await page.evaluate(
    async ([id]) => (await (await fetch(`/api/activities/${id}/board?limit=5&offset=0`)).json()).rows[4].unit_id,
    [activities.contest],
  );
  const id = `e2e-${Date.now()}`;
  const receipt = (version, paid) =>
    signed("fact.report", {
      facts: JSON.stringify([
        {
          type: "receipt",
          id,
          version,
          occurred_at: "2017-03-15T12:00:00Z",
          body: { store_id: unit, clerk_id: `${unit}_1`, customer_id: "e2e", lines: [{ product_id: "1", quantity: 1, paid, list: paid }] },
        },
      ]),
    });
  const taken = await receipt(1, 1);
  ok(taken.data?.results?.[0]?.result === "accepted", `the receipt was not taken: ${JSON.stringify(taken)}`);
  try {
    const cent = (BigInt(before.replace(".", "")) + 1n).toString();
    await eventually("one cent more on the board", 30_000, async () => (await score()).replace(".", "") === cent);
    await row.click();
    await page.waitForSelector("[data-test=facts]");
    ok((await page.locator("[data-test=facts]").innerText()).includes(id), "the explanation does not name the receipt");
  } finally {
    await receipt(2, 0);
  }
  await eventually("the old score again", 30_000, async () => (await score()) === before);
});

await promise("a_bad_file_is_refused_at_its_line_and_changes_nothing", {}, async (page) => {
  await signIn(page, "product_manager", `/activities/${activities.campaign}`);
  await page.waitForSelector("[data-test=revision]");
  const count = await page.locator("[data-test=revision]").count();
  await page.locator("[data-test=edit]").first().click();
  const text = page.locator("[data-test=editor] textarea");
  await text.waitFor();
  const good = await text.inputValue();
  const bad = good.replace(/every: *\d+/, "every: -5");
  ok(bad !== good, "the file has no every: to break");
  await text.fill(bad);
  await page.click("[data-test=apply]");
  await page.waitForSelector("[data-test=problems]");
  const line = bad.split("\n").findIndex((l) => l.includes("every: -5")) + 1;
  ok((await page.locator("[data-test=problems]").innerText()).includes(`第 ${line} 行`), `the problem is not shown at line ${line}`);
  await page.reload();
  await page.waitForSelector("[data-test=revision]");
  ok((await page.locator("[data-test=revision]").count()) === count, "a revision was kept");
});

await promise("a_file_is_published_compared_and_rolled_back", {}, async (page) => {
  await signIn(page, "product_manager", `/activities/${activities.campaign}`);
  await page.waitForSelector("[data-test=revision]");
  const live = page.locator("[data-test=revision]", { has: page.locator(".chip.is-good") });
  const first = (await live.locator(".row-button").first().innerText()).trim();
  await live.locator("[data-test=edit]").click();
  const text = page.locator("[data-test=editor] textarea");
  await text.waitFor();
  const marked = (await text.inputValue()).replace(/zh-CN: *("?)([^",}\n]*?)("?) *([,}\n])/, (_, a, name, b, end) => `zh-CN: ${a}${name.trim()}·试${b}${end}`);
  await text.fill(marked);
  await page.click("[data-test=check]");
  await page.waitForFunction(() => document.body.innerText.includes("检查通过"));
  await page.click("[data-test=apply]");
  await eventually("another live revision", 30_000, async () => (await live.locator(".row-button").first().innerText()).trim() !== first);
  const old = page.locator("[data-test=revision]", { hasText: first });
  try {
    await old.locator("[data-test=compare]").click();
    await page.waitForSelector("[data-test=diff] tr.changed");
    ok((await page.locator("[data-test=diff]").innerText()).includes("·试"), "the difference is not shown");
    await page.keyboard.press("Escape");
    await page.locator("[data-test=diff]").waitFor({ state: "hidden" });
  } finally {
    await old.locator("[data-test=rollback]").click();
    await page.click("[data-test=confirm]");
    await eventually("the first revision live again", 30_000, async () => (await live.locator(".row-button").first().innerText()).trim() === first);
  }
});

await promise("the_audit_trail_tells_of_the_rollback_and_is_whole", {}, async (page) => {
  await signIn(page, "auditor", "/audit");
  await page.waitForSelector("[data-test=entry]");
  ok(/rollback/.test(await page.locator("table").innerText()), "no rollback is told of");
  await page.click("[data-test=check]");
  await page.waitForSelector(".el-message--success");
});

await promise("the_server_gone_is_said_and_it_comes_back_by_itself", {}, async (page) => {
  await signIn(page, "operations", `/activities/${activities.contest}/board`);
  await page.waitForSelector("[data-test=row]");
  await page.route("**/api/activities/**", (route) => route.abort());
  await page.waitForSelector("[data-test=live].off");
  await page.unroute("**/api/activities/**");
  await page.waitForSelector("[data-test=live]:not(.off)");
  page.complaints.length = 0;
});

await promise("anybody_may_look_at_a_public_board_on_a_phone", { viewport: PHONE }, async (page) => {
  await page.goto(`${DOOR}/h5/?activity_id=${activities.contest}`);
  await page.waitForSelector("[data-test=row]");
  ok(await fits(page), "the board is wider than 390 px");
  ok((await page.locator("[data-test=row]").count()) === 20, "expected 20 rows");
  await page.click("[data-test=more]");
  ok((await page.locator("[data-test=row]").count()) > 20, "more shows no more");
});

await promise("a_campaign_is_closed_to_strangers", { viewport: PHONE }, async (page) => {
  await page.goto(`${DOOR}/h5/?activity_id=${activities.campaign}`);
  await page.waitForSelector("[role=alert]");
  ok((await page.locator("[data-test=progress]").count()) === 0, "progress is shown to a stranger");
});

await promise("a_session_shows_its_users_progress_and_coupons", { viewport: PHONE }, async (page) => {
  const made = await signed("h5.session.create", { activity_id: String(activities.campaign), user_id: users[0].user_id });
  ok(made.data?.url, `no session: ${JSON.stringify(made)}`);
  await page.goto(made.data.url);
  await page.waitForSelector("[data-test=progress]");
  ok(/再还 ¥[\d,.]+ 可得第 \d+ 张/.test(await page.locator("[data-test=progress]").innerText()), "what is missing is not told");
  ok(await fits(page), "the campaign is wider than 390 px");
});

await contestPromises({ promise, ok, eventually });
await participantPromises({ promise, ok, eventually });
await embedPromises({ promise, ok, eventually });
await journeyPromises({ promise, ok, eventually, browser });
if (!only || only.startsWith("developer")) {
  await developerPromises({ promise, ok, eventually, browser });
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
