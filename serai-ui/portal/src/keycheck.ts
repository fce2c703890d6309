/** Looks at a private key in this page alone: which form it has, and which public key belongs to it. Nothing is sent. */
export type KeyForm = "pkcs8" | "pkcs1" | "encrypted" | "ec" | "public" | "none";
export type Checked = { form: KeyForm; fingerprint: string | null };

const RSA_OID = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const FINGERPRINT_LENGTH = 16;

/** The bytes of PEM or bare Base64; null where it is neither. */
function der(text: string): Uint8Array<ArrayBuffer> | null {
  const base64 = text.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
  try {
    return base64 === "" ? null : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Where the content of the SEQUENCE at the beginning starts; -1 where there is none. */
function content(bytes: Uint8Array): number {
  if (bytes[0] !== 0x30 || bytes.length < 8) {
    return -1;
  }
  return bytes[1]! < 0x80 ? 2 : 2 + (bytes[1]! & 0x7f);
}

export function formOf(text: string): KeyForm {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) {
    return "encrypted";
  }
  if (/BEGIN EC PRIVATE KEY/.test(text)) {
    return "ec";
  }
  const bytes = der(text);
  const at = bytes === null ? -1 : content(bytes);
  if (bytes === null || at < 0) {
    return "none";
  }
  // A private key begins with its version, the INTEGER 0; then comes the modulus (PKCS#1) or the algorithm (PKCS#8).
  if (bytes[at] === 2 && bytes[at + 1] === 1 && bytes[at + 2] === 0) {
    return bytes[at + 3] === 0x30 ? "pkcs8" : bytes[at + 3] === 2 ? "pkcs1" : "none";
  }
  return bytes[at] === 0x30 || bytes[at] === 2 ? "public" : "none";
}

function length(n: number): number[] {
  return n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
}

/** PKCS#1 within the envelope that PKCS#8 is (RFC 5208). */
function wrapped(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = [0x04, ...length(pkcs1.length), ...pkcs1];
  const inner = [0x02, 0x01, 0x00, ...RSA_OID, ...key];
  return new Uint8Array([0x30, ...length(inner.length), ...inner]);
}

/** As the portal shows it: the beginning of the SHA-256 of the public key in Base64. */
async function fingerprint(privateKey: Uint8Array<ArrayBuffer>): Promise<string> {
  const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", privateKey, how, true, ["sign"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  const half = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, how, true, ["verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", half));
  return hashed(btoa(Array.from(spki, (b) => String.fromCharCode(b)).join("")));
}

/** The beginning of the SHA-256 of a text, hex. */
async function hashed(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(hash, (b) => b.toString(16).padStart(2, "0")).join("").slice(0, FINGERPRINT_LENGTH);
}

/** A private key by its public half; anything else as the shared secret it may be. */
export async function check(text: string): Promise<Checked> {
  const form = formOf(text);
  if (form === "none") {
    return { form, fingerprint: await hashed(text) };
  }
  const bytes = der(text);
  if (bytes === null || (form !== "pkcs8" && form !== "pkcs1")) {
    return { form, fingerprint: null };
  }
  try {
    return { form, fingerprint: await fingerprint(form === "pkcs1" ? wrapped(bytes) : bytes) };
  } catch {
    return { form: "none", fingerprint: null };
  }
}
