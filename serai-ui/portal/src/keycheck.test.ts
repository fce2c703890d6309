import { createHash, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { check, formOf } from "./keycheck";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const spki = (pair.publicKey.export({ type: "spki", format: "der" }) as Buffer).toString("base64");
const print = createHash("sha256").update(spki).digest("hex").slice(0, 16);

it("both_forms_of_a_private_key_are_told_apart_and_lead_to_the_same_fingerprint", async () => {
  expect(await check(pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string)).toEqual({ form: "pkcs8", fingerprint: print });
  expect(await check(pair.privateKey.export({ type: "pkcs1", format: "pem" }) as string)).toEqual({ form: "pkcs1", fingerprint: print });
  const bare = (pair.privateKey.export({ type: "pkcs1", format: "der" }) as Buffer).toString("base64");
  expect(await check(bare)).toEqual({ form: "pkcs1", fingerprint: print });
});

it("what_is_no_private_rsa_key_is_called_what_it_is", async () => {
  expect(formOf(spki)).toBe("public");
  expect(formOf(pair.publicKey.export({ type: "pkcs1", format: "pem" }) as string)).toBe("public");
  expect(formOf("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----")).toBe("ec");
  expect(formOf("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA")).toBe("encrypted");
  const secret = "5f1d7a84db00d2fce00b31a7fc73224fa1d0f1c7e49d5b0f7f3b9d8a6c5e4f30";
  expect(await check(secret)).toEqual({ form: "none", fingerprint: createHash("sha256").update(secret).digest("hex").slice(0, 16) });
  expect((await check(`${secret}\n`)).fingerprint).not.toBe((await check(secret)).fingerprint);
});
