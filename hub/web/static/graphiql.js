"use strict";

// GraphiQL keeps tabs, history and favourites in local storage. Its history holds request headers even where it is
// told not to persist them, so what it stores passes through here and headers, which may hold a token, are left out.
const HEADERS = "graphiql:headers";
const HOLDING_HEADERS = new Set(["graphiql:tabState", "graphiql:queries", "graphiql:favorites"]);

function withoutHeaders(text) {
  return JSON.stringify(JSON.parse(text), (key, value) => (key === "headers" ? null : value));
}

function storedKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith("graphiql:"));
}

const storage = {
  get length() {
    return storedKeys().length;
  },
  getItem(key) {
    return localStorage.getItem(key);
  },
  setItem(key, value) {
    if (key !== HEADERS) {
      localStorage.setItem(key, HOLDING_HEADERS.has(key) ? withoutHeaders(value) : value);
    }
  },
  removeItem(key) {
    localStorage.removeItem(key);
  },
  clear() {
    for (const key of storedKeys()) {
      localStorage.removeItem(key);
    }
  },
};

// GraphiQL learns the name of the operation a tenth of a second after the text changed, for instance because another
// tab was opened. A name that is not in the text is of the text before.
function withoutStaleName({ operationName, ...parameters }) {
  const declared = new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(parameters.query);
  return declared ? { ...parameters, operationName } : parameters;
}

// The results of a stream of events (GraphQL over Server-Sent Events), as they come in.
async function* resultsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; ; ) {
    const { done, value } = await reader.read();
    if (done) {
      throw new Error("The hub is gone: run the subscription again.");
    }
    const blocks = (text + value).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      if (block.startsWith("event: next\n")) {
        yield JSON.parse(block.slice(block.indexOf("\ndata: ") + "\ndata: ".length));
      } else if (block.startsWith("event: complete\n")) {
        return;
      }
    }
  }
}

// GraphiQL stops a subscription by `return`, which a generator does not hear while it waits for the next event.
function stoppable(results, leaving) {
  const over = { done: true, value: undefined };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      return results.next().catch((error) => (leaving.signal.aborted ? over : Promise.reject(error)));
    },
    return() {
      leaving.abort();
      return Promise.resolve(over);
    },
  };
}

async function fetcher(parameters, options) {
  const leaving = new AbortController();
  const response = await fetch("graphql", {
    method: "POST",
    body: JSON.stringify(withoutStaleName(parameters)),
    headers: {
      accept: "application/graphql-response+json, application/json;q=0.9, text/event-stream;q=0.8",
      "content-type": "application/json",
      // A header that was typed stands before the token of whoever signed in.
      ...(hasHeader(options?.headers, "authorization") ? {} : await session.headers()),
      ...options?.headers,
    },
    signal: leaving.signal,
  });
  const kind = response.headers.get("content-type") ?? "";
  if (/^text\/event-stream\b/.test(kind)) {
    return stoppable(resultsOf(response), leaving);
  }
  if (!/^application\/(graphql-response\+)?json\b/.test(kind)) {
    throw new Error(`The hub answered ${response.status} without GraphQL: ${(await response.text()).slice(0, 200)}`);
  }
  const answer = await response.json();
  // The page learns the schema by itself: that tells nothing about what was asked, and may come after the answer to it.
  if (parameters.operationName !== "IntrospectionQuery") {
    answers.take(parameters, answer);
  }
  return answer;
}

function hasHeader(headers, name) {
  return Object.keys(headers ?? {}).some((each) => each.toLowerCase() === name);
}

const examples = Array.from(document.querySelectorAll("template.example"), (template) => ({
  query: template.content.textContent.trimEnd(),
}));

ReactDOM.createRoot(document.getElementById("session")).render(React.createElement(SessionBar));
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(
    GraphiQL,
    { fetcher, storage, defaultTabs: examples, shouldPersistHeaders: false, inputValueDeprecation: true },
    React.createElement(GraphiQL.Logo, null, " "),
    React.createElement(GraphiQL.Footer, null, React.createElement(Refused)),
  ),
);
