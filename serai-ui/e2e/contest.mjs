import { CONSOLE, fits, PHONE, signIn, staff } from "./house.mjs";

/** An activity made in the browser by somebody of operations, from nothing to its board; what it publishes it deletes. */
export async function contestPromises({ promise, ok, eventually }) {
  const ROSTER = "27\n46\n55\nno-such-store";
  const state = (page) => page.locator("[data-test=preview-state]").innerText();

  await promise("a_contest_is_made_from_nothing_rehearsed_published_and_seen", {}, async (page) => {
    let clicks = 0;
    const click = async (selector) => {
      clicks++;
      await page.click(selector);
    };
    await signIn(page, "operations", "/activities");
    const began = Date.now();
    await click("[data-test=new-contest]");
    await page.waitForSelector("[data-test=name-zh-CN]");

    // What is missing is told at the field, before anything is sent off.
    await page.locator("#part-card [data-test=field-wrong]").first().waitFor();

    await click("[data-test=choose-metric]");
    await page.fill("[data-test=metric-search]", "103");
    await click("[data-test=metric-amount_per_order]");
    await page.fill("[data-test=param-sale_amount]", "10.555");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.querySelector("#part-params [role=alert]")?.textContent?.includes("两位小数"));
    await page.fill("[data-test=param-sale_amount]", "10.50");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => !document.querySelector("#part-params [role=alert]"));
    await click("[data-test=who-list]");
    await page.fill("[data-test=roster-paste]", ROSTER);
    await click("[data-test=roster-take]");
    await page.waitForFunction(() => document.querySelector("[data-test=unknown]")?.textContent?.includes("no-such-store"));
    await page.fill("[data-test=start]", "2017-03-01T00:00");
    await page.fill("[data-test=end]", "2017-04-01T00:00");
    await page.fill("[data-test=zone]", "UTC");
    await page.fill("[data-test=name-zh-CN]", "午餐前做好的 PK");
    await page.keyboard.press("Tab");

    await page.waitForSelector("[data-test=preview-rows]");
    await eventually("a board of four", 30_000, async () => (await page.locator("[data-test=preview-rows] tbody tr").count()) === 4);
    const text = await page.locator("[data-test=file-text] textarea").inputValue();
    ok(/sale_amount: 1050\b/.test(text), `money is not kept in fen: ${text}`);
    ok(text.includes('"27"') && /en: "?午餐前做好的 PK/.test(text), `the file is not what was filled in: ${text}`);
    const previewed = await page.locator("[data-test=preview-rows] tbody tr").first().innerText();

    await click("[data-test=to-publish]");
    await page.waitForSelector("[data-test=apply-clean]");
    await click("[data-test=publish-contest]");
    await page.waitForURL("**/board");
    await page.waitForSelector("[data-test=row]");
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    console.log(`        a contest from nothing to its board: ${clicks} clicks, ${seconds} s`);
    const id = new URL(page.url()).pathname.split("/")[2];
    try {
      await eventually("the board that was previewed", 30_000, async () => {
        const row = await page.locator("[data-test=row]").first().innerText();
        const score = previewed.split(/\s+/).at(-1);
        return row.includes(score);
      });
      ok((await page.locator("[data-test=row]").count()) === 4, "expected four rows");
      // Stores outside of it are counted with it, and may still be on their way.
      await eventually("a recount without a difference", 30_000, async () => {
        await page.click("[data-test=recount]");
        await page.waitForSelector("[data-test=recounted]");
        const told = await page.locator("[data-test=recounted]").innerText();
        await page.keyboard.press("Escape");
        await page.waitForSelector("[data-test=recounted]", { state: "hidden" });
        return told.includes("完全一致");
      });
    } finally {
      await remove(id);
    }
  });

  async function remove(id) {
    const by = await staff("operations");
    await by.delete(`/api/declarations/contest/v1/${id}`);
  }

  await promise("a_draft_is_rehearsed_on_history_and_goes_on_afterwards", {}, async (page) => {
    await signIn(page, "operations", "/contests/new?copy=301");
    await page.waitForSelector("[data-test=preview-rows]");
    await eventually("a counted board", 30_000, async () => (await state(page)) === "已算好");
    await page.click("[data-test=rehearse]");
    await page.waitForURL("**/contests/rehearsals/**");
    await eventually("the end of it", 60_000, async () => (await page.locator("[data-test=rehearsal-state]").innerText()) === "已完成");
    ok((await page.locator("[data-test=window]").count()) === 3, "expected three windows");
    ok((await page.locator("[data-test=window]").first().innerText()).includes("2017-03-01"), "the newest window is not March");
    await page.goto(`${CONSOLE}/contests/new`);
    await page.click("[data-test=restore]");
    await page.waitForFunction(() => document.querySelector("[data-test=name-zh-CN]")?.value?.includes("副本"));
  });

  await promise("the_file_and_the_form_are_one_and_neither_loses_what_it_does_not_know", {}, async (page) => {
    await signIn(page, "product_manager", "/contests/new");
    const file = page.locator("[data-test=file-text] textarea");
    await file.waitFor();
    await file.fill(`# kept\n${(await file.inputValue()).replace("show_top: 100", "show_top: 7")}`);
    await page.waitForFunction(() => document.querySelector("[data-test=show_top]")?.value === "7");
    await page.fill("[data-test=show_top]", "9");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => /# kept[^]*show_top: 9/.test(document.querySelector("[data-test=file-text] textarea")?.value ?? ""));
    await page.fill("[data-test=show_top]", "99999");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.querySelector("#part-board [data-test=field-wrong]")?.textContent?.includes("1000"));
  });

  await promise("an_auditor_reads_metrics_and_is_offered_no_editor", { viewport: PHONE }, async (page) => {
    await signIn(page, "auditor", "/contests/metrics");
    await page.locator("[data-test=metric]").first().waitFor();
    ok((await page.locator("[data-test=metric]").count()) >= 17, "fewer than seventeen metrics");
    await page.locator("[data-test=metric] summary").nth(3).click();
    await page.waitForFunction(() => document.querySelector("[data-test=metric][open] table"));
    ok(await fits(page), "the metrics are wider than 390 px");
    await page.goto(`${CONSOLE}/contests/new`);
    await page.waitForURL((to) => to.pathname === "/");
  });

  await promise("document_001s_tables_are_dropped_looked_at_and_told_what_is_left_out", {}, async (page) => {
    await signIn(page, "operations", "/contests/import");
    const csv = (name, text) => ({ name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.setInputFiles("[data-test=tables]", [
      csv("tb_activity_config", "activity_id,pk_unit,pk_dimension,show_top,del_flg\n880001,1,101,10,0\n880002,1,101,10,1\n"),
      csv("desc", 'activity_id,activity_name,start_time,end_time\n880001,"销售, 三月",2017-03-01 00:00:00,2017-03-31 23:59:59\n880002,没了,2017-03-01 00:00:00,2017-03-31 23:59:59\n'),
      csv("tb_activity_shopids", "activity_id,shop_id,shop_name\n880001,27,一店\n880001,46,二店\n"),
    ]);
    await page.click("[data-test=read-tables]");
    await page.waitForSelector("[data-test=imported]");
    ok((await page.locator("[data-test=imported]").count()) === 1, "expected one file");
    ok((await page.locator("[data-test=left-out]").innerText()).includes("880002"), "what is left out is not told");
    await page.click("[data-test=publish-imported]");
    await page.waitForSelector(".el-message--success");
    try {
      await page.goto(`${CONSOLE}/activities/880001/board`);
      await page.waitForSelector("[data-test=row]");
    } finally {
      await remove("880001");
    }
  });
}
