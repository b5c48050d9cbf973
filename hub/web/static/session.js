"use strict";

// Who is signed in on this page: by authorization code with PKCE (RFC 7636) in a window of its own. Tokens stay in the
// memory of this script: no storage, cookie or address ever holds one, and a reload forgets them.
const session = (() => {
  const CLIENT = "graphiql";
  const EARLY = 30_000; // milliseconds before its end at which a token is renewed
  const address = (path) => new URL(path, document.baseURI);
  const listeners = new Set();
  let state = { held: null, viewer: null, problem: null };
  let renewing = null;
  let abandon = () => undefined;
  let asAnother = false; // whether whoever is signed in with the hub is to be asked who he is

  function become(next) {
    state = { ...state, ...next };
    listeners.forEach((listener) => listener());
  }

  function random() {
    return encoded(crypto.getRandomValues(new Uint8Array(32)));
  }

  function encoded(bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  async function challengeOf(verifier) {
    return encoded(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  }

  async function post(path, form) {
    const body = new URLSearchParams({ client_id: CLIENT, ...form });
    const response = await fetch(address(path), { method: "POST", body, credentials: "omit" });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new Error(answer.error_description ?? `The hub answered ${response.status}.`);
    }
    return answer;
  }

  function keep(answer) {
    const scopes = answer.scope.split(" ").filter(Boolean);
    const until = Date.now() + answer.expires_in * 1_000;
    become({ held: { access: answer.access_token, refresh: answer.refresh_token, until, scopes }, problem: null });
  }

  // Resolves to what the window was sent back with; only this page has the verifier that a code is good with. A window
  // that is closed says nothing; whoever closed it begins again, and what waited for it is let go.
  function returned(expected) {
    const channel = new BroadcastChannel("hub:signed-in");
    abandon();
    abandon = () => channel.close();
    return new Promise((resolve) => {
      channel.onmessage = ({ data }) => {
        const told = new URLSearchParams(data);
        if (told.get("state") === expected) {
          channel.close();
          resolve(told);
        }
      };
    });
  }

  async function issuer() {
    const response = await fetch(address(".well-known/oauth-authorization-server"));
    return (await response.json()).issuer;
  }

  async function authorize(scopes) {
    const [verifier, expected] = [random(), random()];
    const back = address("graphiql/signed-in").href;
    const request = {
      response_type: "code",
      client_id: CLIENT,
      redirect_uri: back,
      scope: scopes.join(" "),
      state: expected,
      code_challenge_method: "S256",
      ...(asAnother ? { prompt: "login" } : {}),
    };
    // Opened before anything is waited for: a browser opens no window for a click of long ago.
    const opened = window.open("", "hub-sign-in", "popup,width=560,height=720");
    if (!opened) {
      throw new Error("The browser opened no window: allow windows for this page.");
    }
    const [challenge, known] = await Promise.all([challengeOf(verifier), issuer()]);
    if (known !== location.origin) {
      opened.close();
      throw new Error(`The hub is known as ${known}: open this page there to sign in.`);
    }
    opened.location.href = `${address("oauth/authorize")}?${new URLSearchParams({ ...request, code_challenge: challenge })}`;
    const told = await returned(expected);
    if (told.get("iss") !== known) {
      throw new Error("The answer did not come from this hub (RFC 9207).");
    }
    asAnother = told.get("error") === "invalid_scope";
    if (told.get("error")) {
      throw new Error(told.get("error_description") ?? told.get("error"));
    }
    const grant = { grant_type: "authorization_code", code: told.get("code"), redirect_uri: back, code_verifier: verifier };
    keep(await post("oauth/token", grant));
  }

  async function look() {
    const query = "{ viewer { role client department { code title } } }";
    const response = await fetch(address("graphql"), {
      method: "POST",
      body: JSON.stringify({ query }),
      headers: { accept: "application/json", "content-type": "application/json", ...(await headers()) },
    });
    become({ viewer: (await response.json()).data?.viewer ?? null });
  }

  async function renew() {
    try {
      keep(await post("oauth/token", { grant_type: "refresh_token", refresh_token: state.held.refresh }));
    } catch (error) {
      become({ held: null, viewer: null, problem: `Signed out: ${error.message}` });
    }
  }

  // The header of a request: none where nobody is signed in. A token that is about to end is renewed first, once for
  // all requests that wait for it, because a refresh token that is used twice ends everything.
  async function headers() {
    if (state.held && Date.now() > state.held.until - EARLY) {
      renewing ??= renew().finally(() => {
        renewing = null;
      });
      await renewing;
    }
    return state.held ? { authorization: `Bearer ${state.held.access}` } : {};
  }

  async function signIn(scopes) {
    try {
      await authorize([...new Set(scopes)].sort());
      await look();
    } catch (error) {
      become({ problem: error.message });
    }
  }

  async function signOut() {
    const { held } = state;
    become({ held: null, viewer: null, problem: null });
    asAnother = true;
    if (held) {
      await post("oauth/revoke", { token: held.refresh }).catch(() => undefined);
      await post("oauth/revoke", { token: held.access }).catch(() => undefined);
    }
  }

  return {
    headers,
    signIn,
    signOut,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
})();
