// Signed calls with the downloaded client; serai.ts lies beside it.
import { SeraiClient, SeraiRefusal } from './serai'

declare const process: { env: Record<string, string>; exit(code: number): never }

/** What a core that stood still for the 2 s that the door waits was too late for is asked again, as that refusal says. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const began = Date.now()
    try {
      return await ask()
    } catch (e) {
      if (tries === 3 || !(e instanceof SeraiRefusal) || e.subCode !== 'core.timeout' || Date.now() - began < 2000) throw e
    }
  }
}

async function tried(client: SeraiClient): Promise<void> {
  const env = process.env
  const ping = await client.call('serai.ping', {})
  if (ping.app_id !== env.SERAI_APP_ID) throw new Error('pinged as ' + ping.app_id)
  const page = await answered(() => client.call('product.list', { limit: 3 }))
  if (page.products.length !== 3 || !Number.isInteger(page.products[0].price)) throw new Error(JSON.stringify(page))
  const outOrderNo = 'ts-' + Date.now() + Math.random().toString(36).slice(2)
  const create = () =>
    client.call('order.create_order/v2', { out_order_no: outOrderNo, items: [{ product_id: page.products[0].id, quantity: 2 }] })
  let order = await create()
  // PENDING by right where the core was late, and without its amount; asked for again it is the same order.
  for (const end = Date.now() + 30_000; order.status === 'PENDING' && Date.now() < end; order = await create()) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  if (order.amount !== 2 * page.products[0].price) throw new Error(JSON.stringify(order))
  const found = await client.call('order.query_order', { out_order_no: outOrderNo })
  if (found.order_id !== order.order_id) throw new Error(JSON.stringify(found))
  try {
    await answered(() => client.call('content.post.get', { id: 'no such post' }))
    throw new Error('it was answered')
  } catch (e) {
    if (!(e instanceof SeraiRefusal) || e.subCode !== 'param.invalid') throw e
  }
}

const { SERAI_DOOR: door, SERAI_APP_ID: appId, SERAI_SECRET: secret, SERAI_PRIVATE_KEY: privateKey, SERAI_PLATFORM_KEY: platformPublicKey } = process.env
tried(new SeraiClient({ door, appId, secret }))
  .then(() => tried(new SeraiClient({ door, appId, privateKey, platformPublicKey })))
  .then(() => console.log('signed calls answered'))
  .catch(e => {
    console.log(String(e))
    process.exit(1)
  })
