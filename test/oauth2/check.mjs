// Uses the authorization server with two independent clients, unmodified: openid-client as an OpenID Connect client with a
// secret and with an RSA key, oauth4webapi as a plain OAuth2 client with a secret and as a public one.
// node check.mjs ACCOUNT.json: {issuer, cookie, redirect_uri, confidential, public, other: {client_id, client_secret, private_key}}
import { readFileSync } from 'node:fs'
import * as oidc from 'openid-client'
import * as oauth from 'oauth4webapi'

const account = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const issuer = new URL(account.issuer)
// A method that acts for a user, without its own parameter: past the token it says param.missing.
const method = new URL('/content/post/like', issuer)
const insecure = { [oauth.allowInsecureRequests]: true }

let passed = 0
let failed = 0
async function check(what, test) {
  try {
    await test()
    passed++
    console.log(`PASS ${what}`)
  } catch (e) {
    failed++
    console.log(`FAIL ${what}: ${e.message} ${JSON.stringify(e.cause ?? null)}`)
  }
}
const equal = (found, expected) => {
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`)
}
async function refused(promise, error) {
  let taken
  try {
    taken = await promise
  } catch (e) {
    const found = e.error ?? e.cause?.error ?? e.cause?.[0]?.parameters?.error
    if (found !== error) throw new Error(`expected ${error}, found ${found}: ${e.message}`)
    return
  }
  throw new Error(`it was taken: ${JSON.stringify(taken)}`)
}

/** What a browser does whose user is signed in: sees the page, presses a button, is sent back. */
async function decided(url, decision = 'allow') {
  const cookie = account.cookie
  const page = await fetch(url, { headers: { cookie }, redirect: 'manual' })
  if (page.status === 303) return new URL(page.headers.get('location'))
  const csrf = /name="csrf" value="([0-9a-f]{64})"/.exec(await page.text())?.[1]
  const answer = await fetch(new URL(`/oauth2/consent${url.search}`, issuer), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', origin: issuer.origin },
    body: new URLSearchParams({ csrf, decision }),
    redirect: 'manual',
  })
  equal(answer.status, 303)
  return new URL(answer.headers.get('location'))
}

async function asked(config, scope, extra = {}) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: account.redirect_uri,
    scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  })
  const expected = { pkceCodeVerifier: verifier, expectedState: state, ...(scope.includes('openid') ? { expectedNonce: nonce, idTokenExpected: true } : {}) }
  return { url, expected }
}
async function granted(config, scope) {
  const { url, expected } = await asked(config, scope)
  return oidc.authorizationCodeGrant(config, await decided(url), expected)
}

// ---- openid-client
const { client_id, client_secret, private_key } = account.confidential
const discover = (authentication) => oidc.discovery(issuer, client_id, undefined, authentication, { execute: [oidc.allowInsecureRequests] })
const config = await discover(oidc.ClientSecretBasic(client_secret))
let first

await check('openid-client: a code with PKCE becomes an id_token for the same user as userinfo', async () => {
  first = await granted(config, 'openid profile posts.write')
  equal(first.claims().sub, first.open_id)
  const info = await oidc.fetchUserInfo(config, first.access_token, first.claims().sub)
  equal(info.sub, first.open_id)
})
await check('openid-client: the token opens a method that acts for its user', async () => {
  const answer = await oidc.fetchProtectedResource(config, first.access_token, method, 'POST')
  equal((await answer.json()).sub_code, 'param.missing')
})
await check('openid-client: introspection knows it', async () => {
  const seen = await oidc.tokenIntrospection(config, first.access_token)
  equal(seen.active, true)
  equal(seen.scope, 'openid posts.write profile')
})
await check('openid-client: tokens are renewed, and a refresh token used twice ends all of them', async () => {
  const second = await oidc.refreshTokenGrant(config, first.refresh_token)
  await refused(oidc.refreshTokenGrant(config, first.refresh_token), 'invalid_grant')
  await refused(oidc.fetchProtectedResource(config, second.access_token, method, 'POST'), 'invalid_token')
  await refused(oidc.refreshTokenGrant(config, second.refresh_token), 'invalid_grant')
})
await check('openid-client: revocation bites at the next call', async () => {
  const tokens = await granted(config, 'posts.write')
  await oidc.tokenRevocation(config, tokens.refresh_token)
  await refused(oidc.fetchProtectedResource(config, tokens.access_token, method, 'POST'), 'invalid_token')
  equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
})
await check('openid-client: a scope that is missing is named', async () => {
  const tokens = await granted(config, 'profile')
  await refused(oidc.fetchProtectedResource(config, tokens.access_token, method, 'POST'), 'insufficient_scope')
})
await check('openid-client: a consent denied is told', async () => {
  const { url, expected } = await asked(config, 'posts.write', { prompt: 'consent' })
  await refused(oidc.authorizationCodeGrant(config, await decided(url, 'deny'), expected), 'access_denied')
})
await check('openid-client: another verifier gets nothing', async () => {
  const { url, expected } = await asked(config, 'posts.write')
  const back = await decided(url)
  await refused(oidc.authorizationCodeGrant(config, back, { ...expected, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }), 'invalid_grant')
  await refused(oidc.authorizationCodeGrant(config, back, expected), 'invalid_grant')
})
await check('openid-client: a code used twice takes back what it gave', async () => {
  const { url, expected } = await asked(config, 'posts.write')
  const back = await decided(url)
  const tokens = await oidc.authorizationCodeGrant(config, back, expected)
  await refused(oidc.authorizationCodeGrant(config, back, expected), 'invalid_grant')
  await refused(oidc.fetchProtectedResource(config, tokens.access_token, method, 'POST'), 'invalid_token')
})
await check('openid-client: the app proves itself by its RSA key', async () => {
  const key = await crypto.subtle.importKey('pkcs8', Buffer.from(private_key, 'base64'), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign'])
  const byKey = await discover(oidc.PrivateKeyJwt(key))
  const tokens = await granted(byKey, 'posts.write')
  equal((await oidc.tokenIntrospection(byKey, tokens.access_token)).active, true)
})

// ---- oauth4webapi
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }))

async function callback(client, scope, redirectUri = account.redirect_uri) {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { verifier, url, params: async () => oauth.validateAuthResponse(as, client, await decided(url), state) }
}
const exchange = async (client, authentication, params, verifier, redirectUri = account.redirect_uri) =>
  oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, authentication, params, redirectUri, verifier, insecure))
const renewed = async (client, authentication, token) =>
  oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, authentication, token, insecure))

const shop = { client_id }
const secret = oauth.ClientSecretPost(client_secret)
const phone = { client_id: account.public.client_id }
const other = { client_id: account.other.client_id }

await check('oauth4webapi: code, call, renewal, revocation', async () => {
  const { verifier, params } = await callback(shop, 'posts.write')
  const tokens = await exchange(shop, secret, await params(), verifier)
  const answer = await oauth.protectedResourceRequest(tokens.access_token, 'POST', method, undefined, undefined, insecure)
  equal((await answer.json()).sub_code, 'param.missing')
  const second = await renewed(shop, secret, tokens.refresh_token)
  const seen = await oauth.processIntrospectionResponse(as, shop, await oauth.introspectionRequest(as, shop, secret, second.access_token, insecure))
  equal(seen.active, true)
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, shop, secret, second.access_token, insecure))
  await refused(oauth.protectedResourceRequest(second.access_token, 'POST', method, undefined, undefined, insecure), 'invalid_token')
})
await check('oauth4webapi: a public client does it all without a secret', async () => {
  const { verifier, params } = await callback(phone, 'posts.write')
  const tokens = await exchange(phone, oauth.None(), await params(), verifier)
  const second = await renewed(phone, oauth.None(), tokens.refresh_token)
  await refused(renewed(phone, oauth.None(), tokens.refresh_token), 'invalid_grant')
  await refused(renewed(phone, oauth.None(), second.refresh_token), 'invalid_grant')
})
await check('oauth4webapi: no secret where one is needed', async () => {
  const { verifier, params } = await callback(shop, 'posts.write')
  await refused(exchange(shop, oauth.None(), await params(), verifier), 'invalid_client')
})
await check('oauth4webapi: another app gets nothing for a code or a refresh token that is not its own', async () => {
  const { verifier, params } = await callback(shop, 'posts.write')
  const code = await params()
  const theirs = oauth.ClientSecretPost(account.other.client_secret)
  await refused(exchange(other, theirs, code, verifier), 'invalid_grant')
  const tokens = await exchange(shop, secret, code, verifier)
  await refused(renewed(other, theirs, tokens.refresh_token), 'invalid_grant')
  await renewed(shop, secret, tokens.refresh_token)
})
await check('oauth4webapi: another redirect_uri in the token request gets nothing', async () => {
  const { verifier, params } = await callback(shop, 'posts.write')
  await refused(exchange(shop, secret, await params(), verifier, `${account.redirect_uri}/x`), 'invalid_grant')
})
await check('nobody is sent to a redirect_uri that was not declared', async () => {
  const { url } = await callback(shop, 'posts.write', 'https://evil.example/callback')
  const answer = await fetch(url, { headers: { cookie: account.cookie }, redirect: 'manual' })
  equal(answer.status, 400)
  equal(answer.headers.get('location'), null)
})

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
