// Serai client in one file: signs every call, checks every answer's signature. Needs fetch and WebCrypto (Node 20 or newer).
// For servers only: an app's secret must never reach a browser.
// Made from the catalogue; fetch it again when methods change.

export interface SeraiOptions {
  /** For example http://127.0.0.1:8080 */
  door: string
  appId: string
  /** For HMAC-SHA256. */
  secret?: string
  /** For RSA2: PKCS#8 in Base64, without the PEM lines. */
  privateKey?: string
  /** For checking answers to RSA2 calls: X.509 in Base64. */
  platformPublicKey?: string
  timeoutMs?: number
  fetch?: typeof fetch
}

/** A call that was answered with a refusal. `subCode` never changes its meaning. */
export class SeraiRefusal extends Error {
  readonly code: number
  readonly subCode: string
  readonly requestId: string
  constructor(code: number, subCode: string, message: string, requestId: string) {
    super(subCode + ': ' + message)
    this.code = code
    this.subCode = subCode
    this.requestId = requestId
  }
}

type Scalar = string | number | bigint | boolean
type Given = Record<string, unknown>

const utf8 = new TextEncoder()

/** The text that is signed: names in ASCII order, raw values, nothing empty. */
export function signText(params: Record<string, string>): string {
  return Object.keys(params)
    .filter(name => name !== 'sign' && params[name] !== '')
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map(name => name + '=' + params[name])
    .join('&')
}

export class SeraiClient {
  private readonly options: SeraiOptions
  constructor(options: SeraiOptions) {
    if (!options.secret && !options.privateKey) throw new Error('secret or privateKey is required')
    this.options = options
  }

  /** Calls a method; the answer's data, or a SeraiRefusal thrown. Arrays and objects travel as JSON text. */
  async call<K extends keyof Methods>(
    method: K, params: Methods[K]['params'], accessToken?: string): Promise<Methods[K]['data']> {
    const { options } = this
    const form: Record<string, string> = {
      app_id: options.appId,
      timestamp: String(Date.now()),
      nonce: base64(crypto.getRandomValues(new Uint8Array(18))).replace(/\+/g, '-').replace(/\//g, '_'),
      sign_type: options.privateKey ? 'RSA2' : 'HMAC-SHA256',
    }
    if (accessToken) form.access_token = accessToken
    for (const [name, value] of Object.entries(params as Given)) {
      if (value !== undefined && value !== null) form[name] = typeof value === 'object' ? JSON.stringify(value) : String(value as Scalar)
    }
    form.sign = await this.sign(signText(form))
    const response = await (options.fetch ?? fetch)(options.door + '/' + (method as string).replace(/\./g, '/'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
    })
    const body = await response.text()
    const answer = JSON.parse(body)
    await this.check(response, body, answer.request_id)
    if (answer.code !== 200) throw new SeraiRefusal(answer.code, answer.sub_code, answer.sub_msg, answer.request_id)
    return answer.data
  }

  private async sign(text: string): Promise<string> {
    const { secret, privateKey } = this.options
    if (privateKey) {
      const key = await crypto.subtle.importKey('pkcs8', bytes(privateKey), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign'])
      return base64(new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, utf8.encode(text))))
    }
    const key = await crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text))))
  }

  /** Refusals given before the app is known are unsigned; every other answer must fit. */
  private async check(response: Response, body: string, requestId: string): Promise<void> {
    const sign = response.headers.get('serai-sign')
    if (!sign) {
      if (response.status === 200) throw new Error('the answer is not signed')
      return
    }
    const text = utf8.encode(requestId + '\n' + response.headers.get('serai-timestamp') + '\n' + body)
    const { secret, platformPublicKey } = this.options
    let fits = true
    if (response.headers.get('serai-sign-type') === 'RSA2') {
      if (!platformPublicKey) return
      const key = await crypto.subtle.importKey('spki', bytes(platformPublicKey), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify'])
      fits = await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, bytes(sign), text)
    } else if (secret) {
      const key = await crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
      fits = await crypto.subtle.verify('HMAC', key, Uint8Array.from(sign.match(/../g) ?? [], pair => parseInt(pair, 16)), text)
    }
    if (!fits) throw new Error("the answer's signature does not fit")
  }
}

function base64(raw: Uint8Array): string {
  return btoa(String.fromCharCode(...raw))
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/\s/g, '')), c => c.charCodeAt(0))
}

function hex(raw: Uint8Array): string {
  return Array.from(raw, b => b.toString(16).padStart(2, '0')).join('')
}

