// Calls the door with Alipay's own client for Node, unmodified, and lets it check what the door answers.
// node check.mjs ACCOUNT.json: {door, app_id, private_key, platform_public_key, aes_key, app_cert, platform_cert, root_cert,
// other_private_key, other_cert}
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'

// The client writes its timestamps in the zone of its process; the protocol's is GMT+8.
process.env.TZ = 'Asia/Shanghai'

const account = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangerPublic = stranger.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

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
async function thrown(promise) {
  try {
    await promise
  } catch (e) {
    return e
  }
  throw new Error('nothing was thrown')
}

const client = (more = {}, door = account.door) =>
  new AlipaySdk({
    appId: account.app_id,
    privateKey: account.private_key,
    keyType: 'PKCS8',
    alipayPublicKey: account.platform_public_key,
    gateway: `${door}/gateway.do`,
    endpoint: door,
    camelcase: false,
    ...more,
  })
const certified = (more = {}) =>
  client({
    alipayPublicKey: undefined,
    appCertContent: account.app_cert,
    alipayPublicCertContent: account.platform_cert,
    alipayRootCertContent: account.root_cert,
    ...more,
  })
const encrypting = (key = account.aes_key) => client({ encryptKey: key })
const CHECKED = { validateSign: true }
const order = () => ({ out_order_no: `N-${randomUUID()}`, product_id: '1082185', quantity: 2 })

// ---- OpenAPI v2: exec

await check('v2: a call is answered and the client verifies it', async () => {
  const said = await client().exec('serai.ping', { bizContent: { memo: '江南 & more' } }, CHECKED)
  equal(said.code, '10000')
  equal(said.app_id, account.app_id)
})
await check('v2: a parameter that is empty is signed by this client, and taken', async () => {
  equal((await client().exec('serai.ping', { notify_url: '', bizContent: { memo: 'a' } }, CHECKED)).code, '10000')
})
await check('v2: SHA-1', async () => {
  equal((await client({ signType: 'RSA' }).exec('serai.ping', {}, CHECKED)).code, '10000')
})
await check('v2: an order placed and repeated is one order', async () => {
  const bizContent = order()
  const first = await client().exec('order.create_order', { bizContent }, CHECKED)
  equal(first.code, '10000')
  equal((await client().exec('order.create_order', { bizContent }, CHECKED)).order_id, first.order_id)
})
for (const [method, code] of [
  ['order.list_orders', 'isv.api.not_granted'],
  ['no.such_method', 'isv.api.unknown'],
  ['order.create_order', 'isv.param.missing'],
]) {
  await check(`v2: ${method} is refused, signed`, async () => {
    equal((await client().exec(method, {}, CHECKED)).sub_code, code)
  })
}
await check('v2: another key is refused', async () => {
  equal((await client({ privateKey: account.other_private_key }).exec('serai.ping', {}, CHECKED)).sub_code, 'isv.sign.mismatch')
})
await check('v2: the client refuses an answer of another platform', async () => {
  await thrown(client({ alipayPublicKey: strangerPublic }).exec('serai.ping', {}, CHECKED))
})
await check('v2: encrypted both ways', async () => {
  const said = await encrypting().exec('serai.ping', { needEncrypt: true, bizContent: { memo: '江南' } })
  equal(said.app_id, account.app_id)
})
await check('v2: a refusal is encrypted too', async () => {
  const said = await encrypting().exec('order.create_order', { needEncrypt: true, bizContent: { quantity: 1 } })
  equal(said.sub_code, 'isv.param.missing')
})
await check('v2: by certificate', async () => {
  const said = await certified().exec('serai.ping', { bizContent: { memo: 'a' } }, CHECKED)
  equal(said.app_id, account.app_id)
})
await check("v2: another app's certificate is refused", async () => {
  const said = await certified({ appCertContent: account.other_cert, privateKey: account.other_private_key }).exec('serai.ping', {}, CHECKED)
  equal(said.sub_code, 'isv.cert.unknown')
})

// ---- OpenAPI v3: curl

await check('v3: POST', async () => {
  const said = await client().curl('POST', '/v3/serai/ping', { body: { memo: '江南 & more' } })
  equal(said.data.app_id, account.app_id)
  equal(said.traceId.length > 0, true)
})
await check('v3: GET', async () => {
  equal((await client().curl('GET', '/v3/serai/ping', { query: { memo: '江南 & more' } })).data.app_id, account.app_id)
})
await check('v3: an order', async () => {
  equal(typeof (await client().curl('POST', '/v3/order/create_order', { body: order() })).data.order_id, 'string')
})
await check('v3: refusals', async () => {
  const ungranted = await thrown(client().curl('POST', '/v3/order/list_orders', { body: {} }))
  equal(`${ungranted.responseHttpStatus} ${ungranted.code}`, '403 api.not_granted')
  equal(ungranted.links.length, 1)
  const wrong = await thrown(client({ privateKey: account.other_private_key }).curl('POST', '/v3/serai/ping', { body: {} }))
  equal(`${wrong.responseHttpStatus} ${wrong.code}`, '401 sign.mismatch')
})

// ---- Somebody in between

await check('v2: the client refuses a tampered answer', async () => {
  const liar = createServer(async (request, response) => {
    const body = []
    for await (const part of request) body.push(part)
    const answer = await fetch(account.door + request.url, {
      method: request.method,
      headers: { 'content-type': request.headers['content-type'] },
      body: Buffer.concat(body),
    })
    response.writeHead(200, { 'content-type': answer.headers.get('content-type') })
    response.end((await answer.text()).replace('"app_id":"app-', '"app_id":"bpp-'))
  })
  await new Promise((done) => liar.listen(0, '127.0.0.1', done))
  try {
    const between = client({}, `http://127.0.0.1:${liar.address().port}`)
    const e = await thrown(between.exec('serai.ping', { bizContent: { memo: 'a' } }, CHECKED))
    equal(e.message.includes('bpp-'), true)
  } finally {
    liar.close()
  }
})

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
