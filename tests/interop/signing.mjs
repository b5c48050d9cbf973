// oauth4webapi against a hub: what each step gave is printed as JSON. The browser is played by plain requests.
import * as oauth from 'oauth4webapi'

const [site, confidential, secret, keyed, jwk, login, password] = process.argv.slice(2)
const insecure = { [oauth.allowInsecureRequests]: true }
const issuer = new URL(site)
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
)
const resource = await oauth.processResourceDiscoveryResponse(
  issuer,
  await oauth.resourceDiscoveryRequest(issuer, insecure),
)

async function credentials(id, proof) {
  const client = { client_id: id }
  const parameters = new URLSearchParams({ scope: 'catalogue:read', resource: site })
  return oauth.processClientCredentialsResponse(
    server,
    client,
    await oauth.clientCredentialsGrantRequest(server, client, proof, parameters, insecure),
  )
}

const { kid, ...key } = JSON.parse(jwk)
const imported = await crypto.subtle.importKey('jwk', key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
const bySecret = await credentials(confidential, oauth.ClientSecretBasic(secret))
const byKey = await credentials(keyed, oauth.PrivateKeyJwt({ key: imported, kid }))

// A browser that keeps cookies, follows nothing by itself, and sends the first form of a page with these answers.
const cookies = new Map()
async function visit(address, form) {
  const answer = await fetch(new URL(address, site), {
    redirect: 'manual',
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  for (const cookie of answer.headers.getSetCookie()) cookies.set(...cookie.split(';')[0].split(/=(.*)/s).slice(0, 2))
  return answer
}
async function fill(page, answers) {
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].slice(0, 2)
  return { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value.replaceAll('&amp;', '&')])), ...answers }
}

const client = { client_id: confidential }
const back = 'http://127.0.0.1:9/back'
const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const begin = new URL(server.authorization_endpoint)
begin.search = new URLSearchParams({
  client_id: confidential,
  redirect_uri: back,
  response_type: 'code',
  scope: 'catalogue:read records:gd-gat.household',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
}).toString()
const signIn = (await visit(begin)).headers.get('location')
const here = await fill(await (await visit(signIn)).text(), { login, password })
const asked = (await visit('/login', here)).headers.get('location')
const consent = await (await visit(asked)).text()
const { token } = await fill(consent, {})
const returned = new URL((await visit(asked, { token, decision: 'allow' })).headers.get('location'))

// An answer of another issuer, of none, or to another request is not taken (RFC 9207; RFC 9700, 4.4 and 4.7).
const mixed = [['iss', 'https://evil.example'], ['iss', null], ['state', 'another']].map(([name, value]) => {
  const altered = new URL(returned)
  value === null ? altered.searchParams.delete(name) : altered.searchParams.set(name, value)
  try {
    oauth.validateAuthResponse(server, client, altered, state)
    return 'taken'
  } catch {
    return 'refused'
  }
})

const proof = oauth.ClientSecretPost(secret)
const parameters = oauth.validateAuthResponse(server, client, returned, state)
const tokens = await oauth.processAuthorizationCodeResponse(
  server,
  client,
  await oauth.authorizationCodeGrantRequest(server, client, proof, parameters, back, verifier, insecure),
)
const refreshed = await oauth.processRefreshTokenResponse(
  server,
  client,
  await oauth.refreshTokenGrantRequest(server, client, proof, tokens.refresh_token, insecure),
)
const validated = await oauth.validateJwtAccessToken(
  server,
  new Request(site, { headers: { authorization: `Bearer ${refreshed.access_token}` } }),
  site,
  insecure,
)
async function active(text) {
  const answer = await oauth.introspectionRequest(server, client, proof, text, insecure)
  return (await oauth.processIntrospectionResponse(server, client, answer)).active
}
async function query(text) {
  const headers = new Headers({ 'content-type': 'application/json' })
  const body = JSON.stringify({ query: text })
  const address = new URL('/graphql', site)
  const answer = await oauth.protectedResourceRequest(refreshed.access_token, 'POST', address, headers, body, insecure)
  return answer.json()
}
const answered = await query('{ dataset(code: "gd-gat.household") { code } }')
const refused = await query('{ viewer { role } applications { totalCount } }')
const before = await active(refreshed.access_token)
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, proof, refreshed.refresh_token, insecure),
)
const after = await active(refreshed.access_token)
const challenged = await query('{ viewer { role } }').catch((error) => [error.status, error.cause?.[0]?.parameters?.error])

console.log(
  JSON.stringify({
    resource: resource.resource,
    bySecret: [bySecret.token_type, bySecret.scope, bySecret.expires_in],
    byKey: [byKey.token_type, byKey.scope, byKey.expires_in],
    consented: /读取“[^”]*户[^”]*”的全部信息项/.test(consent),
    mixed,
    tokens: [tokens.token_type, tokens.scope],
    rotated: refreshed.refresh_token !== tokens.refresh_token,
    subject: validated.sub,
    active: [before, after],
    answered: answered.data.dataset.code,
    refused: [refused.data.viewer.role, refused.data.applications, refused.errors[0].extensions.code],
    challenged,
  }),
)
