// @vitest-environment node
import { createPrivateKey, createPublicKey, createSign, createVerify } from "node:crypto";
import { expect, it } from "vitest";
import { isPrivate, newPair } from "./rsa";

it("a_pair_made_here_signs_and_verifies_elsewhere", async () => {
  const { privatePem, publicPem } = await newPair();
  const key = createPrivateKey(privatePem);
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const signature = createSign("RSA-SHA256").update("a=1&b=2").sign(key);
  expect(createVerify("RSA-SHA256").update("a=1&b=2").verify(createPublicKey(publicPem), signature)).toBe(true);
  expect(privatePem.split("\n").every((line) => line.length <= 64)).toBe(true);
});

it("a_private_key_of_any_kind_is_recognised", async () => {
  const { privatePem, publicPem } = await newPair();
  expect(isPrivate(privatePem)).toBe(true);
  expect(isPrivate("-----BEGIN RSA PRIVATE KEY-----\n")).toBe(true);
  expect(isPrivate("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")).toBe(true);
  expect(isPrivate(publicPem)).toBe(false);
});
