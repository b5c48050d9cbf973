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

async function fetcher(parameters, options) {
  const response = await fetch("graphql", {
    method: "POST",
    body: JSON.stringify(withoutStaleName(parameters)),
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...options?.headers,
    },
  });
  if (!/^application\/(graphql-response\+)?json\b/.test(response.headers.get("content-type") ?? "")) {
    throw new Error(`The hub answered ${response.status} without GraphQL: ${(await response.text()).slice(0, 200)}`);
  }
  return response.json();
}

const examples = Array.from(document.querySelectorAll("template.example"), (template) => ({
  query: template.content.textContent.trimEnd(),
}));

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(
    GraphiQL,
    { fetcher, storage, defaultTabs: examples, shouldPersistHeaders: false, inputValueDeprecation: true },
    React.createElement(GraphiQL.Logo, null, "Hub"),
  ),
);
