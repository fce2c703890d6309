// Calls the door by RFC 9421 with two independent clients, unmodified, and checks what it answers with them.
// node check.mjs ACCOUNT.json: {door, app_id, secret, private_key, platform_public_key, platform_serial_no}
import { readFileSync } from 'node:fs'
import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, timingSafeEqual, verify } from 'node:crypto'
import { createSigner, createVerifier, httpbis } from 'http-message-signatures'
import { appendSignature, component, createSignature, verifySignature } from 'http-message-sig'

const account = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const pem = (kind, base64) => `-----BEGIN ${kind}-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END ${kind}-----\n`
const privateKey = createPrivateKey(pem('PRIVATE KEY', account.private_key))
const platformKey = createPublicKey(pem('PUBLIC KEY', account.platform_public_key))
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

let passed = 0
let failed = 0
async function check(what, test) {
  try {
    await test()
    passed++
    console.log(`PASS ${what}`)
  } catch (e) {
    failed++
    console.log(`FAIL ${what}: ${e.message}`)
  }
}
const equal = (found, expected) => {
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`)
}
async function refusedBy(client, promise) {
  let taken
  try {
    taken = await promise
  } catch {
    return
  }
  if (taken !== false && taken !== null) throw new Error(`${client} took it`)
}

const BODY = '{"memo":"a&sign=b","list":[1,2]}'
const digest = (body) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
const post = () => ({
  method: 'POST',
  url: `${account.door}/serai/ping?a=1`,
  headers: { 'content-type': 'application/json', 'content-digest': digest(BODY) },
})
const send = async (message, body = BODY) => {
  const answer = await fetch(message.url, {
    method: message.method,
    headers: message.headers,
    body: message.method === 'GET' ? undefined : body,
  })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() }
}
const expectRefused = (answer, status, subCode) => {
  equal(JSON.parse(answer.text).sub_code, subCode)
  equal(answer.status, status)
}
const requireDigest = (answer) => equal(answer.headers['content-digest'], digest(answer.text))

// ---- http-message-signatures

const FIELDS = ['@method', '@target-uri', 'content-digest']
async function signedBy(key, message = post(), more = {}) {
  return httpbis.signMessage(
    {
      key,
      name: 'sig1',
      fields: more.fields ?? FIELDS,
      params: more.params ?? ['created', 'keyid', 'nonce', ...(more.alg ? ['alg'] : [])],
      paramValues: { created: new Date(), keyid: account.app_id, nonce: randomUUID(), ...more.values },
    },
    message,
  )
}
const hmacKey = createSigner(Buffer.from(account.secret), 'hmac-sha256', account.app_id)
const rsaKey = createSigner(privateKey, 'rsa-v1_5-sha256', account.app_id)
const verified = (answer, request, keys) =>
  httpbis.verifyMessage(
    {
      keyLookup: async ({ keyid, alg }) => keys.find((key) => key.id === keyid && key.algs.includes(alg)) ?? null,
      requiredFields: ['@status', 'content-digest', 'signature'],
      requiredParams: ['created', 'keyid'],
      tolerance: 5,
      maxAge: 300,
    },
    answer,
    request,
  )
const OURS = [
  { id: account.app_id, algs: ['hmac-sha256'], verify: createVerifier(account.secret, 'hmac-sha256') },
  { id: account.platform_serial_no, algs: ['rsa-v1_5-sha256'], verify: createVerifier(platformKey, 'rsa-v1_5-sha256') },
  { id: account.platform_serial_no, algs: ['rsa-pss-sha512'], verify: createVerifier(platformKey, 'rsa-pss-sha512') },
]
const NODE = 'http-message-signatures'

for (const [name, key] of [
  ['hmac-sha256', hmacKey],
  ['rsa-v1_5-sha256', rsaKey],
  ['rsa-pss-sha512', createSigner(privateKey, 'rsa-pss-sha512', account.app_id)],
]) {
  await check(`${NODE}: a call signed ${name} is served and its answer verifies`, async () => {
    const request = await signedBy(key, post(), { alg: true })
    const answer = await send(request)
    equal(answer.status, 200)
    equal(JSON.parse(answer.text).data.app_id, account.app_id)
    requireDigest(answer)
    equal(await verified(answer, request, OURS), true)
  })
}
await check(`${NODE}: a GET needs no digest`, async () => {
  const request = await signedBy(hmacKey, { ...post(), method: 'GET', headers: {} }, { fields: ['@method', '@path', '@query'] })
  equal((await send(request)).status, 200)
})
await check(`${NODE}: query parameters may be covered one by one besides`, async () => {
  const request = await signedBy(hmacKey, post(), { fields: [...FIELDS, '@query-param;name="a"', '@authority', 'content-type'] })
  equal((await send(request)).status, 200)
})
await check(`${NODE}: a tampered answer is refused by the client`, async () => {
  const request = await signedBy(rsaKey)
  const answer = await send(request)
  const text = answer.text.replace(account.app_id, 'somebody')
  if (digest(text) === answer.headers['content-digest']) throw new Error('the digest does not see it')
  await refusedBy(NODE, verified({ ...answer, headers: { ...answer.headers, 'content-digest': digest(text) } }, request, OURS))
  await refusedBy(NODE, verified({ ...answer, status: 201 }, request, OURS))
  equal(await verified(answer, request, OURS), true)
})
await check(`${NODE}: an answer to another call is refused by the client`, async () => {
  const request = await signedBy(rsaKey)
  await refusedBy(NODE, verified(await send(request), await signedBy(rsaKey), OURS))
})
await check(`${NODE}: an answer by another key is refused by the client`, async () => {
  const request = await signedBy(rsaKey)
  const other = [{ ...OURS[1], verify: createVerifier(stranger.publicKey, 'rsa-v1_5-sha256') }]
  await refusedBy(NODE, verified(await send(request), request, other))
})
await check(`${NODE}: a refusal is signed too`, async () => {
  const request = await signedBy(rsaKey, { ...post(), url: `${account.door}/serai/no_such_method` })
  const answer = await send(request)
  expectRefused(answer, 404, 'api.unknown')
  requireDigest(answer)
  equal(await verified(answer, request, OURS), true)
})
for (const [what, status, subCode, make] of [
  ['a wrong key', 401, 'sign.mismatch', () => signedBy(createSigner(stranger.privateKey, 'rsa-v1_5-sha256', account.app_id))],
  ['a wrong secret', 401, 'sign.mismatch', () => signedBy(createSigner('x'.repeat(64), 'hmac-sha256', account.app_id))],
  ['an unknown keyid', 401, 'app.unknown', () => signedBy(hmacKey, post(), { values: { keyid: 'nobody-here' } })],
  ['an old call', 401, 'sign.expired', () => signedBy(hmacKey, post(), { values: { created: new Date(Date.now() - 330_000) } })],
  ['a call of the future', 401, 'sign.expired', () => signedBy(hmacKey, post(), { values: { created: new Date(Date.now() + 330_000) } })],
  ['no nonce', 400, 'param.missing', () => signedBy(hmacKey, post(), { params: ['created', 'keyid'] })],
  ['an open method', 401, 'sign.mismatch', () => signedBy(hmacKey, post(), { fields: ['@target-uri', 'content-digest'] })],
  ['an open body', 401, 'sign.mismatch', () => signedBy(hmacKey, post(), { fields: ['@method', '@target-uri'] })],
  ['an algorithm the app has no key for', 403, 'sign.type_not_allowed', () => signedBy(createSigner(generateKeyPairSync('ed25519').privateKey, 'ed25519', account.app_id), post(), { alg: true })],
]) {
  await check(`${NODE}: ${what} is ${subCode}`, async () => expectRefused(await send(await make()), status, subCode))
}
await check(`${NODE}: a changed body is sign.mismatch`, async () =>
  expectRefused(await send(await signedBy(hmacKey), '{"memo":"other"}'), 401, 'sign.mismatch'))
await check(`${NODE}: a changed query is sign.mismatch`, async () => {
  const request = await signedBy(hmacKey)
  expectRefused(await send({ ...request, url: request.url.replace('a=1', 'a=2') }), 401, 'sign.mismatch')
})
await check(`${NODE}: the same call twice is sign.replayed`, async () => {
  const request = await signedBy(hmacKey)
  equal((await send(request)).status, 200)
  expectRefused(await send(request), 401, 'sign.replayed')
})

// ---- http-message-sig

const FETCH = 'http-message-sig'
const hmacSigner = {
  algorithm: 'hmac-sha256',
  sign: async (data) => new Uint8Array(createHmac('sha256', account.secret).update(data).digest()),
}
const rsaSigner = (key) => ({
  algorithm: 'rsa-v1_5-sha256',
  sign: async (data) => new Uint8Array(sign('sha256', data, key)),
})
const hmacVerifier = {
  algorithm: 'hmac-sha256',
  verify: async (data, signature) => timingSafeEqual(createHmac('sha256', account.secret).update(data).digest(), signature),
}
const rsaVerifier = { algorithm: 'rsa-v1_5-sha256', verify: async (data, signature) => verify('sha256', data, platformKey, signature) }

async function fetched(signer, more = {}) {
  const url = more.url ?? `${account.door}/serai/ping?a=1`
  const body = more.body ?? BODY
  const request = new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'content-digest': digest(body) } })
  const fields = await createSignature(request, {
    label: 'call',
    components: more.components ?? ['@method', '@path', '@query', '@authority', 'content-digest'],
    parameters: { created: Math.floor(Date.now() / 1000), keyid: account.app_id, nonce: randomUUID(), alg: signer.algorithm, ...more.parameters },
    signer,
  })
  const headers = appendSignature(request.headers, fields)
  const descriptor = { kind: 'request', method: 'POST', targetUri: url, fields: [...headers].map(([name, value]) => ({ name, value })) }
  const answer = await fetch(url, { method: 'POST', body: more.sentBody ?? body, headers })
  return { descriptor, status: answer.status, headers: [...answer.headers].map(([name, value]) => ({ name, value })), text: await answer.text() }
}
const proven = (got, verifier, status = got.status) =>
  verifySignature(
    { kind: 'response', status, fields: got.headers, request: got.descriptor },
    {
      policy: {
        algorithms: [verifier.algorithm],
        requiredComponents: ['@status', 'content-digest', component('signature', { req: true, key: 'call' })],
        requiredParameters: ['created', 'keyid'],
        maxAge: 300,
        clockSkew: 5,
      },
      resolveVerifier: () => verifier,
    },
  )

for (const [name, signer, verifier, keyid] of [
  ['hmac-sha256', hmacSigner, hmacVerifier, account.app_id],
  ['rsa-v1_5-sha256', rsaSigner(privateKey), rsaVerifier, account.platform_serial_no],
]) {
  await check(`${FETCH}: a call signed ${name} is served and its answer verifies`, async () => {
    const got = await fetched(signer)
    equal(got.status, 200)
    equal(got.headers.find((field) => field.name === 'content-digest').value, digest(got.text))
    equal((await proven(got, verifier)).parameters.keyid, keyid)
  })
}
await check(`${FETCH}: a tampered answer is refused by the client`, async () => {
  const got = await fetched(rsaSigner(privateKey))
  await refusedBy(FETCH, proven(got, rsaVerifier, 201))
  const other = await fetched(rsaSigner(privateKey))
  await refusedBy(FETCH, proven({ ...got, descriptor: other.descriptor }, rsaVerifier))
})
for (const [what, status, subCode, make] of [
  ['a wrong key', 401, 'sign.mismatch', () => fetched(rsaSigner(stranger.privateKey))],
  ['a changed body', 401, 'sign.mismatch', () => fetched(hmacSigner, { sentBody: '{}' })],
  ['an open query', 401, 'sign.mismatch', () => fetched(hmacSigner, { components: ['@method', '@path', 'content-digest'] })],
  ['an old call', 401, 'sign.expired', () => fetched(hmacSigner, { parameters: { created: Math.floor(Date.now() / 1000) - 330 } })],
  ['an unknown keyid', 401, 'app.unknown', () => fetched(hmacSigner, { parameters: { keyid: 'nobody-here' } })],
]) {
  await check(`${FETCH}: ${what} is ${subCode}`, async () => expectRefused(await make(), status, subCode))
}
await check(`${FETCH}: a used nonce is sign.replayed though all else is new`, async () => {
  const parameters = { nonce: randomUUID() }
  equal((await fetched(hmacSigner, { parameters })).status, 200)
  expectRefused(await fetched(hmacSigner, { parameters, url: `${account.door}/serai/ping?a=2` }), 401, 'sign.replayed')
})

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
