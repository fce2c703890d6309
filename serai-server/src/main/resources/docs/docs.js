import { answerFits, canonicalText, sign } from "./sign.js";

/** Search over all entries, and a place to try each method. The secret stays in its field: only signatures are sent. */
const zh = document.documentElement.lang === "zh-CN";
const say = (en, cn) => (zh ? cn : en);
const at = (id) => document.getElementById(id);

// --- search ---------------------------------------------------------------------------------------------------------
const entries = [...document.querySelectorAll(".entry")].map((el) => ({ el, text: el.textContent.toLowerCase() }));
function search() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { el, text } of entries) {
    const fits = words.every((w) => text.includes(w));
    el.hidden = !fits;
    found += fits ? 1 : 0;
  }
  at("found").textContent = words.length ? say(`${found} found`, `找到 ${found} 条`) : "";
  document.body.classList.toggle("searching", words.length > 0);
}
at("search").addEventListener("input", search);

// --- try it ---------------------------------------------------------------------------------------------------------
let described = null;
function describe() {
  described ??= fetch("/docs/openapi.json").then((a) => a.json());
  return described;
}

function element(name, how = {}, ...inside) {
  const el = Object.assign(document.createElement(name), how);
  el.append(...inside);
  return el;
}

/** The parameters a method declares, wherever its document keeps them. */
function parameters(document_, key) {
  const operation = document_.paths[`/${key.replaceAll(".", "/")}`]?.post;
  let schema = Object.values(operation?.requestBody?.content ?? {})[0]?.schema ?? {};
  if (schema.$ref) {
    schema = schema.$ref.slice(2).split("/").reduce((node, part) => node?.[part], document_) ?? {};
  }
  return { properties: schema.properties ?? {}, required: schema.required ?? [], open: operation?.security?.length === 0 };
}

const COMMON = ["app_id", "timestamp", "nonce", "sign_type", "sign", "access_token", "lang", "method", "version", "body_sha256"];

async function unfold(button) {
  const key = button.dataset.try;
  const { properties, required } = parameters(await describe(), key);
  const form = element("form", { className: "try" });
  const fields = element("p", { className: "fields" });
  for (const name of Object.keys(properties).filter((n) => !COMMON.includes(n))) {
    const input = element("input", { name, autocomplete: "off", spellcheck: false, required: required.includes(name), placeholder: String(properties[name].type ?? "") });
    fields.append(element("label", {}, `${name}${required.includes(name) ? " *" : ""} `, input));
  }
  const out = element("pre", { hidden: true, tabIndex: 0 });
  form.append(fields, element("button", { type: "submit", textContent: say("Sign and send", "签名并发送") }), out);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    out.hidden = false;
    out.textContent = "…";
    send(key, new FormData(form)).then(
      (text) => (out.textContent = text),
      (e) => (out.textContent = String(e?.message ?? e)),
    );
  });
  button.replaceWith(form);
  form.querySelector("input, button")?.focus();
}

async function send(key, given) {
  const secret = at("try-secret").value;
  const app = at("try-app").value.trim();
  if (!crypto.subtle) {
    throw new Error(say("This browser signs only on https or 127.0.0.1.", "浏览器仅在 https 或 127.0.0.1 上提供签名功能。"));
  }
  const params = {};
  for (const [name, value] of given) {
    if (value !== "") {
      params[name] = value;
    }
  }
  if (app) {
    if (!secret) {
      at("account").open = true;
      throw new Error(say("Fill in the sandbox app's secret above first.", "请先在上方填入沙箱应用的密钥。"));
    }
    Object.assign(params, { app_id: app, timestamp: String(Date.now()), nonce: crypto.randomUUID(), sign_type: at("try-type").value });
    const token = at("try-token").value.trim();
    if (token) {
      params.access_token = token;
    }
    params.sign = await sign(params, secret);
  }
  const path = `/${key.replaceAll(".", "/")}`;
  const began = performance.now();
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(params), credentials: "omit", cache: "no-store" });
  const body = await answer.text();
  const took = Math.round(performance.now() - began);
  const lines = [`POST ${path}`, "", say("signed text:", "待签名文本："), canonicalText(params), "", `HTTP ${answer.status} · ${took} ms`];
  const found = answer.headers.get("serai-sign");
  if (found && answer.headers.get("serai-sign-type") === "HMAC-SHA256") {
    const fits = await answerFits(JSON.parse(body).request_id, answer.headers.get("serai-timestamp"), body, found, secret);
    lines.push(fits ? say("the answer's signature fits", "应答签名正确") : say("the answer's signature does NOT fit", "应答签名不符"));
  }
  lines.push("", pretty(body));
  return lines.join("\n");
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-try]");
  if (button) {
    unfold(button).catch((e) => button.after(String(e?.message ?? e)));
  }
});
