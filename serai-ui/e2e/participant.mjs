import { activities, DOOR, fits, PHONE, picture, signed, staff, users, WALL } from "./house.mjs";

const FRIENDS = 390_079;
const DUELS = 390_080;
const DAY_MS = 86_400_000;

const session = (activity, user, more = {}) => signed("h5.session.create", { activity_id: String(activity), user_id: user, ...more });

async function report(facts) {
  const taken = await signed("fact.report", { facts: JSON.stringify(facts) });
  const refused = taken.data?.results?.filter((r) => r.result === "refused") ?? [taken];
  if (refused.length) {
    throw new Error(`facts were refused: ${JSON.stringify(refused)}`);
  }
}

/** What participants see of a contest: by session, by link, on a wall, among friends. */
export async function participantPromises({ promise, ok, eventually }) {
  const office = await staff("operations");
  const link = (more = {}) =>
    office.post("/api/embed-links", {
      label: "e2e",
      activities: [activities.contest],
      level: "all",
      expires_at: new Date(Date.now() + DAY_MS).toISOString(),
      ...more,
    });

  await promise("contest_a_store_sees_its_place_its_gap_and_its_receipts", { viewport: PHONE }, async (page) => {
    const board = await signed("activity.handle", { activity_id: String(activities.contest), action: "board", args: '{"limit":3}' });
    const second = board.data.rows[1];
    const made = await session(activities.contest, "e2e-manager", { level: "store", unit: second.unit_id });
    await page.goto(made.data.url);
    await page.click("[data-test=tab-me]");
    const me = await page.locator("[data-test=me]").innerText();
    ok(me.includes("2") && /还差 [\d,.]+/.test(me), `place and gap are not told: ${me}`);
    await page.click("[data-test=open-explain]");
    await page.waitForSelector("[data-test=facts] li");
    ok(await fits(page), "one's own page is wider than 390 px");
    await picture(page, "contest-me-phone-zh-light");
    const other = await page.evaluate(async (unit) => {
      const answer = await fetch("/h5/handle", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ action: "explain", args: { unit_id: unit } }) });
      return { status: answer.status, text: await answer.text() };
    }, board.data.rows[0].unit_id);
    ok(other.status === 403, `another store's receipts: ${other.status} ${other.text}`);
  });

  await promise("contest_head_to_head_shows_every_way_it_declares", { viewport: PHONE }, async (page) => {
    const file = `serai: contest/v1
id: ${DUELS}
name: {zh-CN: 对决, en: Duels}
metric: sales_amount
unit: store
zone: UTC
start: 2017-03-01T00:00
end: 2017-04-01T00:00
public: true
roster: {units: ["367", "406"]}
pairs: [["406", "367"]]
baseline: {start: 2017-02-01, end: 2017-03-01}
handicap: {"406": {offset: "5000.00"}}
teams: {score: sum, list: [{id: n, name: {zh-CN: 北区, en: North}, units: ["367"]}, {id: s, name: {zh-CN: 南区, en: South}, units: ["406"]}]}
bracket: {seeds: ["367", "406"], rounds: [{start: 2017-03-01, end: 2017-04-01}]}
`;
    await office.post("/api/declarations/apply", { files: [{ name: "duels.yaml", text: file }] });
    const first = (await eventually("a counted board", 30_000, async () => {
      const board = await signed("activity.handle", { activity_id: String(DUELS), action: "board" });
      return !board.data?.computing && board.data?.rows?.length === 2 && Number(board.data.rows[1].score) > 0 ? board.data.rows[0] : null;
    }));
    await page.goto(`${DOOR}/h5/?activity_id=${DUELS}`);
    await page.click("[data-test=tab-versus]");
    for (const [way, what] of [["pairs", "[data-test=pair] .ahead"], ["bracket", "[data-test=champion]"], ["teams", "[data-test=team]"], ["growth", "[data-test=ranked]"], ["handicap", "[data-test=ranked]"]]) {
      await page.click(`[data-test=view-${way}]`);
      await page.waitForSelector(what);
      ok(await fits(page), `${way} is wider than 390 px`);
      const wanted = { pairs: first.unit_id, bracket: first.unit_id, teams: "区", growth: "%", handicap: "5," }[way];
      // What is counted by itself, like the time before, may be there a look of the page later.
      await eventually(`${way} tells ${wanted}`, 30_000, async () => (await page.locator(what).first().innerText()).includes(wanted));
    }
    await picture(page, "contest-versus-phone-zh-light");
    await page.setViewportSize(WALL);
    await page.goto(`${DOOR}/h5/?activity_id=${DUELS}&tv=1`);
    await page.waitForSelector("[data-test=tv-page]");
    await office.delete(`/api/declarations/contest/v1/${DUELS}`);
  });

  await promise("contest_a_link_opens_its_board_at_390_px_and_a_changed_one_nothing", { viewport: PHONE }, async (page) => {
    const { link: made, url } = await link();
    await page.goto(url);
    await page.waitForSelector("[data-test=row]");
    ok(await fits(page), "the board is wider than 390 px");
    const at = new URL(page.url());
    ok(/^[0-9a-f]{32}$/.test(made.name), `the link's name is ${made.name}`);
    ok(at.pathname === "/h5/" && at.search === `?link=${made.name}` && !at.href.includes(url.slice(-40)), `the address tells more than the link's name: ${at}`);
    await page.context().clearCookies();
    const last = url.at(-1) === "A" ? "B" : "A";
    const answer = await page.goto(url.slice(0, -1) + last);
    ok(answer.status() === 401, `a changed link answers ${answer.status()}`);
    ok((await page.locator("body").innerText()).includes("链接无效"), "the page does not say that the link is not valid");
    await page.goto(`${DOOR}/h5/?link=${made.name}`);
    await page.waitForSelector("[role=alert]");
    ok((await page.locator("[data-test=row]").count()) === 0, "the name alone opens the board");
    await office.post(`/api/embed-links/${made.name}/revoke`);
  });

  await promise("contest_a_wall_fills_the_screen_survives_the_network_and_goes_dark_with_its_link", { viewport: WALL }, async (page) => {
    const { link: made, url } = await link();
    await page.goto(`${url}&tv=1`);
    await page.waitForSelector("[data-test=tv-page] [data-test=row]");
    ok((await page.locator("[data-test=tv-page] [data-test=row]").count()) === 8, "expected eight lines");
    ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth), "the wall scrolls");
    const letters = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("[data-test=tv-page] [data-test=row] span")).fontSize));
    ok(letters >= 40, `letters of ${letters} px on 1080 are not read from afar`);
    await picture(page, "contest-tv-zh-light");
    await page.context().setOffline(true);
    await page.waitForSelector("[data-test=tv-offline]");
    ok((await page.locator("[data-test=tv-page] [data-test=row]").count()) > 0, "the board is gone with the network");
    await page.context().setOffline(false);
    await page.waitForSelector("[data-test=tv-offline]", { state: "detached" });
    await office.post(`/api/embed-links/${made.name}/revoke`);
    await page.waitForSelector(".words[role=alert]");
    ok((await page.locator("[data-test=row]").count()) === 0, "a withdrawn link's board stays on the wall");
  });

  await promise("contest_friends_are_ranked_and_who_hides_is_gone", { viewport: PHONE }, async (page) => {
    const me = users[0].user_id;
    const run = Date.now().toString(36);
    const friend = `friend-${run}`;
    const at = new Date().toISOString();
    const file = `serai: contest/v1
id: ${FRIENDS}
name: {zh-CN: 社区好友活跃榜, en: Active friends}
metric: community_activity
unit: user
zone: Asia/Shanghai
start: ${new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 16)}
end: ${new Date(Date.now() + 9 * DAY_MS).toISOString().slice(0, 16)}
roster: {everyone: true}
`;
    await office.post("/api/declarations/apply", { files: [{ name: "friends.yaml", text: file }] });
    try {
      const pair = (user_id, friend_id) => ({ type: "friendship", id: `${user_id}/${friend_id}`, version: 1, occurred_at: at, body: { user_id, friend_id, status: "FRIEND", nickname: "阿宁" } });
      await report([pair(me, friend), pair(friend, me), { type: "community_event", id: `e2e-${run}`, version: 1, occurred_at: at, body: { user_id: friend, kind: "POST", withdrawn: false } }]);
      const made = await session(FRIENDS, me);
      await page.goto(made.data.url);
      await page.click("[data-test=tab-friends]");
      await eventually("the friend on the board", 30_000, async () => (await page.locator("[data-test=friends]").innerText()).includes("阿宁"));
      ok(await fits(page), "the friends' page is wider than 390 px");
      await picture(page, "contest-friends-phone-zh-light");
      await page.click("[data-test=hide]");
      await eventually("nobody there", 20_000, async () => (await page.locator("[data-test=friends]").innerText()).includes("已隐身"));
      await page.click("[data-test=hide]");
    } finally {
      await office.delete(`/api/declarations/contest/v1/${FRIENDS}`);
    }
  });
}
