import { activities, CONSOLE, DESKTOP, DOOR, fits, launch, PHONE, picture, PICTURES, signed, signIn, users, visit } from "./house.mjs";

/** Every page in both languages, both lights and both sizes, into PICTURES: to be looked at by a person. */
const only = process.argv[2] ?? "";
if (!PICTURES) {
  console.error("PICTURES=<folder> must say where the pictures go");
  process.exit(2);
}
const LOOKS = [
  ["desktop-zh-light", { viewport: DESKTOP, locale: "zh-CN", scheme: "light" }],
  ["desktop-en-dark", { viewport: DESKTOP, locale: "en-GB", scheme: "dark" }],
  ["phone-zh-dark", { viewport: PHONE, locale: "zh-CN", scheme: "dark" }],
  ["phone-en-light", { viewport: PHONE, locale: "en-GB", scheme: "light" }],
];
const PAGES = [
  ["overview", "/"],
  ["overview-day", "/?window=24h"],
  ["activities", "/activities"],
  ["activity", `/activities/${activities.campaign}`],
  ["board", `/activities/${activities.contest}/board`],
  ["contest-new", "/contests/new"],
  ["contest-edit", `/contests/${activities.contest}/edit`],
  ["contest-import", "/contests/import"],
  ["metrics", "/contests/metrics"],
  ["publication", `/activities/${activities.contest}/publication`],
  ["calls", "/calls"],
  ["cores", "/cores"],
  ["audit", "/audit"],
  ["lost", "/nowhere"],
];
const browser = await launch();
let wide = 0;
async function take(page, name) {
  await picture(page, name);
  if (!(await fits(page))) {
    wide++;
    console.log(`wider than its window: ${name}`);
  }
  for (const c of page.complaints.splice(0)) {
    console.log(`${name}: ${c}`);
  }
}
for (const [look, how] of LOOKS) {
  if (only && !look.includes(only)) {
    continue;
  }
  const page = await visit(browser, how);
  await page.goto(`${CONSOLE}/login`);
  await take(page, `login-${look}`);
  await signIn(page);
  for (const [name, at] of PAGES) {
    await page.goto(CONSOLE + at);
    await page.waitForSelector("#main .page");
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await take(page, `${name}-${look}`);
    if (name === "calls") {
      await page.locator("[data-test=call]").nth(3).click();
      await page.waitForSelector("[data-test=call-detail]");
      await take(page, `call-${look}`);
    }
    if (name === "board") {
      await page.locator("[data-test=row]").nth(1).click();
      await page.waitForSelector("[data-test=facts]");
      await take(page, `explain-${look}`);
    }
    if (name === "activity") {
      await page.locator("[data-test=compare]").first().click();
      await page.waitForSelector("[data-test=diff]");
      await take(page, `compare-${look}`);
      await page.keyboard.press("Escape");
      await page.locator("[data-test=edit]").first().click();
      await page.waitForSelector("[data-test=editor] textarea");
      const text = page.locator("[data-test=editor] textarea");
      await text.fill((await text.inputValue()).replace(/every: \d+/, "every: -5"));
      await page.click("[data-test=check]");
      await page.waitForSelector("[data-test=problems]");
      await take(page, `editor-${look}`);
    }
  }
  const h5 = await visit(browser, how);
  await h5.goto(`${DOOR}/h5/?activity_id=${activities.contest}`);
  await h5.waitForSelector("[data-test=row]");
  await take(h5, `h5-board-${look}`);
  const store = (await signed("activity.handle", { activity_id: String(activities.contest), action: "board", args: '{"limit":5}' })).data.rows[4].unit_id;
  const place = await signed("h5.session.create", { activity_id: String(activities.contest), user_id: "pictures", level: "store", unit: store });
  await h5.goto(place.data.url);
  await h5.click("[data-test=tab-me]");
  await h5.waitForSelector("[data-test=around]");
  await take(h5, `h5-me-${look}`);
  const made = await signed("h5.session.create", { activity_id: String(activities.campaign), user_id: users[0].user_id });
  await h5.goto(made.data.url);
  await h5.waitForSelector("[data-test=progress]");
  await take(h5, `h5-campaign-${look}`);
  const stranger = await visit(browser, how);
  await stranger.goto(`${DOOR}/h5/?activity_id=${activities.campaign}`);
  await stranger.waitForSelector("[role=alert]");
  await take(stranger, `h5-closed-${look}`);
  await page.context().close();
  await h5.context().close();
  await stranger.context().close();
}
await browser.close();
process.exit(wide ? 1 : 0);
