/** Signs calls of the Serai dialect with WebCrypto. Nothing here sends or stores anything. */

const utf8 = (text) => new TextEncoder().encode(text);

/** All parameters but sign, without empty ones, sorted by name, raw: what is signed. */
export function canonicalText(params) {
  return Object.keys(params)
    .filter((name) => name !== "sign" && params[name] !== "")
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((name) => `${name}=${params[name]}`)
    .join("&");
}

const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));
const binary = (text) => Uint8Array.from(atob(text.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "")), (c) => c.charCodeAt(0));

export async function hmac(text, secret) {
  const key = await crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", key, utf8(text)));
}

export async function rsa2(text, pkcs8) {
  const key = await crypto.subtle.importKey("pkcs8", binary(pkcs8), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
  return base64(await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, utf8(text)));
}

/** The sign of a call; its sign_type says how. */
export function sign(params, secret) {
  return params.sign_type === "RSA2" ? rsa2(canonicalText(params), secret) : hmac(canonicalText(params), secret);
}

/** Whether an answer is signed by who knows the secret. */
export async function answerFits(requestId, timestamp, body, found, secret) {
  return (await hmac(`${requestId}\n${timestamp}\n${body}`, secret)) === found;
}
