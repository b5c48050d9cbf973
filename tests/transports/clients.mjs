// Asks a hub over both clients, and prints what they were told as JSON: clients.mjs ADDRESS NEWEST.
import { createClient as overEvents } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import WebSocket from "ws";

const [address, newest] = process.argv.slice(2);
const CHANGES = "subscription ($after: Int) { changes(after: $after) { sequence action } }";

async function all(results) {
  const told = [];
  for await (const result of results) told.push(result);
  return told;
}

async function some(results, number) {
  const told = [];
  for await (const result of results) {
    told.push(result.data?.changes ?? result);
    if (told.length === number) break;
  }
  return told;
}

async function refused(results) {
  try {
    return { results: await all(results) };
  } catch (errors) {
    return { errors: errors.map((error) => error.extensions.code) };
  }
}

async function ask(client) {
  return {
    query: await all(client.iterate({ query: "{ viewer { anonymous } }" })),
    named: await all(
      client.iterate({
        query: "query A { viewer { scopes } } query B($code: String!) { dataset(code: $code) { code } }",
        operationName: "B",
        variables: { code: "gd-gat.resident-population" },
      }),
    ),
    changes: await some(client.iterate({ query: CHANGES, variables: { after: 0 } }), 2),
    several: await Promise.all([0, 1].map((after) => some(client.iterate({ query: CHANGES, variables: { after } }), 1))),
    mistake: await refused(client.iterate({ query: "{ nothing }" })),
    future: await refused(client.iterate({ query: CHANGES, variables: { after: Number(newest) + 1 } })),
    parts: await refused(client.iterate({ query: "{ viewer { ... @defer { anonymous } } }" })),
  };
}

let close;
const closing = new Promise((resolve) => (close = resolve));
const socket = overSocket({
  url: `${address.replace("http", "ws")}/graphql`,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  keepAlive: 200,
  lazyCloseTimeout: 2_000,
  on: { closed: (event) => close(event.code) },
});
const events = overEvents({ url: `${address}/graphql`, retryAttempts: 0 });
const told = { socket: await ask(socket), events: await ask(events) };
await socket.dispose();
events.dispose();
console.log(JSON.stringify({ ...told, closed: await closing }));
