import fs from "node:fs";
import http from "node:http";
import { activities, app, DOOR, fits, PHONE, picture, signed, staff, users } from "./house.mjs";

/** serai-embed gives a page that says nothing 15 s. */
const SILENCE_HEARD_MS = 40_000;
const MODULE = new URL("../dist/embed/serai-embed.js", import.meta.url);

const HOST_PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>商城</title><style>body{margin:0;font:15px/1.6 system-ui;background:#fff}h1{font-size:18px;margin:16px}#activity{margin:0 12px}</style>
<h1>某商城 · 会员活动</h1><div id="activity"></div><script type="module">
import { open } from "/serai-embed.js";
const door = ${JSON.stringify(DOOR)};
const heard = (window.heard = []);
const fresh = async () => (await (await fetch("/fresh", { method: "POST" })).json()).url;
const url = new URLSearchParams(location.search).get("url") ?? (await fresh());
window.page = open({
  origin: door, url, container: document.getElementById("activity"), title: "activity",
  onReady: () => heard.push("ready"),
  onDone: (r) => heard.push("done " + JSON.stringify(r)),
  onCancel: () => heard.push("cancel"),
  onResize: (h) => { window.height = h; },
  onSessionExpired: location.search.includes("stale") ? undefined : () => { heard.push("expired"); return fresh(); },
  onFailed: (why) => heard.push("failed " + why),
});
</script></html>`;

/** A merchant's web shop of its own on another host name and port: its page, and its server that signs. */
async function shop() {
  const server = http.createServer(async (request, response) => {
    if (request.url === "/fresh") {
      const made = await session(`http://localhost:${server.address().port}`);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ url: made.data?.url ?? "", made }));
    } else if (request.url === "/serai-embed.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(fs.readFileSync(MODULE));
    } else if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
    } else {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(HOST_PAGE);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}

const session = (origin) =>
  signed("h5.session.create", { activity_id: String(activities.campaign), user_id: users[0].user_id, ...(origin ? { embed_origin: origin } : {}) });

/** What serai-embed promises, from a foreign origin in a real browser. */
export async function embedPromises({ promise, ok, eventually }) {
  const manager = await staff("business_manager");
  const mine = await shop();
  const other = await shop();
  const at = `/api/apps/${app.app_id}/embed-origins`;
  const heard = (page) => page.evaluate(() => window.heard);
  const inside = (page) => page.frameLocator("iframe");

  await promise("embed_an_origin_nobody_declared_gets_no_session", { viewport: PHONE }, async () => {
    const made = await session(mine.origin);
    ok(made.sub_code === "param.invalid", `expected param.invalid, found ${JSON.stringify(made)}`);
  });

  await manager.post(at, { origin: mine.origin, activity_id: activities.campaign });
  try {
    await promise("embed_a_foreign_site_shows_the_activity_and_hears_that_it_is_done", { viewport: PHONE }, async (page) => {
      await page.goto(mine.origin);
      await inside(page).locator("[data-test=progress]").waitFor();
      await eventually("the frame is as high as its page", 20_000, () =>
        page.evaluate(() => window.height > 300 && document.querySelector("iframe").offsetHeight === window.height));
      ok(await fits(page), "the page is wider than 390 px");
      await picture(page, "embed-phone-zh-light");
      const cookie = (await page.context().cookies()).find((c) => c.name === `serai_h5_${activities.campaign}`);
      ok(cookie?.httpOnly && cookie.secure && cookie.sameSite === "None", `the cookie is ${JSON.stringify(cookie)}`);
      await page.evaluate(() => window.postMessage({ serai: 1, type: "done", result: { forged: true } }, "*"));
      await inside(page).locator("[data-test=finish]").click();
      await eventually("done is heard", 20_000, async () => (await heard(page)).some((h) => h.startsWith("done")));
      ok((await heard(page)).join() === `ready,done {"activity_id":${activities.campaign}}`, `heard ${await heard(page)}`);
      ok((await page.locator("iframe").count()) === 0, "the frame is still there");
    });

    await promise("embed_closing_the_activity_is_told_as_cancel", { viewport: PHONE }, async (page) => {
      await page.goto(mine.origin);
      await inside(page).locator("[data-test=leave]").click();
      await eventually("cancel is heard", 20_000, async () => (await heard(page)).join() === "ready,cancel");
    });

    await promise("embed_an_ended_session_goes_on_with_a_fresh_url", { viewport: PHONE }, async (page) => {
      await page.goto(mine.origin);
      await inside(page).locator("[data-test=progress]").waitFor();
      await page.context().clearCookies();
      await eventually("it is renewed", 20_000, async () => (await heard(page)).join() === "ready,expired,ready");
      await inside(page).locator("[data-test=progress]").waitFor();
    });

    await promise("embed_a_one_time_url_that_was_used_is_renewed_or_given_up", { viewport: PHONE }, async (page) => {
      const made = await session(mine.origin);
      await fetch(made.data.url, { redirect: "manual" });
      await page.goto(`${mine.origin}/?url=${encodeURIComponent(made.data.url)}`);
      await eventually("it is renewed", SILENCE_HEARD_MS, async () => (await heard(page)).join() === "expired,ready");
      await page.goto(`${mine.origin}/?stale&url=${encodeURIComponent(made.data.url)}`);
      await eventually("it is given up", SILENCE_HEARD_MS, async () => (await heard(page)).join() === "failed silent");
      page.complaints.length = 0; // The browser tells that it may not show the door's words in a frame.
    });

    await promise("embed_no_other_site_may_frame_it", { viewport: PHONE }, async (page) => {
      const made = await session(mine.origin);
      await page.goto(`${other.origin}/?stale&url=${encodeURIComponent(made.data.url)}`);
      await eventually("it is given up", SILENCE_HEARD_MS, async () => (await heard(page)).join() === "failed silent");
      ok(page.complaints.some((c) => c.includes("frame-ancestors")), `the browser did not refuse: ${page.complaints}`);
      page.complaints.length = 0;
      const alone = await session(null);
      await page.goto(`${mine.origin}/?stale&url=${encodeURIComponent(alone.data.url)}`);
      await eventually("a session of its own is in no frame", SILENCE_HEARD_MS, async () => (await heard(page)).join() === "failed silent");
      page.complaints.length = 0;
    });

    await promise("embed_an_app_hears_the_page_through_its_bridge", { viewport: PHONE }, async (page) => {
      await page.addInitScript(() => {
        window.told = [];
        window.SeraiBridge = { postMessage: (text) => window.told.push(JSON.parse(text)) };
      });
      await page.goto((await session(null)).data.url);
      await page.waitForSelector("[data-test=progress]");
      const told = () => page.evaluate(() => window.told);
      await eventually("its height is told", 20_000, async () => (await told()).some((t) => t.type === "resize" && t.height > 300));
      await page.click("[data-test=finish]");
      await eventually("done is told", 20_000, async () => (await told()).some((t) => t.type === "done"));
      const all = await told();
      ok(all[0].type === "ready", `told ${JSON.stringify(all)}`);
      const done = all.filter((t) => t.type === "done");
      ok(done.length === 1 && done[0].result.activity_id === activities.campaign, `told ${JSON.stringify(done)}`);
      await page.context().clearCookies();
      await eventually("expired is told once", 30_000, () => page.evaluate(() => window.told.filter((t) => t.type === "expired").length === 1));
    });
  } finally {
    await manager.post(`${at}/withdraw`, { origin: mine.origin, activity_id: activities.campaign });
    mine.close();
    other.close();
  }
}
