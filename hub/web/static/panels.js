"use strict";

// The bar that tells who is signed in, and what is said below an answer of which something was refused.
const h = React.createElement;

const SCOPES = [
  ["catalogue:read", "查阅目录", "read the catalogue"],
  ["catalogue:write", "登记目录", "write catalogue entries"],
  ["access:apply", "申请共享", "apply for data"],
  ["access:decide", "审核共享", "decide on applications"],
  ["records:read", "获取数据", "read permitted records"],
  ["ledger:read", "查阅台账", "read the ledger"],
];

function useSession() {
  return React.useSyncExternalStore(session.subscribe, session.state);
}

function Told({ chinese, english }) {
  return h(React.Fragment, null, chinese, " ", h("span", { lang: "en" }, english));
}

function Who({ held, viewer }) {
  if (!held) {
    return h("span", { className: "who" }, h(Told, { chinese: "未登录", english: "Not signed in" }));
  }
  const department = viewer?.department?.title ?? "…";
  return h("span", { className: "who" }, department, " · ", viewer?.role ?? "…");
}

function ScopeMenu({ held }) {
  const [wanted, want] = React.useState(new Set(["catalogue:read"]));
  const menu = React.useRef(null);
  React.useEffect(() => {
    if (held) {
      want(new Set(held.scopes));
    }
  }, [held?.scopes.join(" ")]);
  const toggle = (scope) => {
    const next = new Set(wanted);
    next.delete(scope) || next.add(scope);
    want(next);
  };
  const ask = () => {
    menu.current.open = false;
    session.signIn([...wanted]);
  };
  return h(
    "details",
    { className: "scopes", ref: menu },
    h("summary", null, h(Told, { chinese: "权限", english: "Scopes" }), held && ` (${held.scopes.length})`),
    h(
      "fieldset",
      null,
      h("legend", null, h(Told, { chinese: "申请哪些权限", english: "What to sign in for" })),
      SCOPES.map(([scope, chinese, english]) =>
        h(
          "label",
          { key: scope },
          h("input", { type: "checkbox", checked: wanted.has(scope), onChange: () => toggle(scope) }),
          h("code", null, scope),
          " ",
          h(Told, { chinese, english }),
          held?.scopes.includes(scope) && h("b", { title: "held" }, " ✓"),
        ),
      ),
      h("button", { type: "button", onClick: ask, disabled: wanted.size === 0 }, h(Told, { chinese: "以此登录", english: "Sign in with these" })),
    ),
  );
}

function SessionBar() {
  const { held, viewer, problem } = useSession();
  return h(
    React.Fragment,
    null,
    h("strong", null, "Hub"),
    h("span", { role: "status", className: "status" }, problem ? h("span", { className: "problem" }, problem) : h(Who, { held, viewer })),
    held && h("span", { className: "held" }, held.scopes.map((scope) => h("code", { key: scope }, scope))),
    h(ScopeMenu, { held }),
    held
      ? h("button", { type: "button", onClick: session.signOut }, h(Told, { chinese: "退出", english: "Sign out" }))
      : h("button", { type: "button", onClick: () => session.signIn(["catalogue:read"]) }, h(Told, { chinese: "登录", english: "Sign in" })),
  );
}

// What the last answer refused: fields for want of a scope, and items for want of a grant.
const answers = (() => {
  const listeners = new Set();
  let last = { fields: [], items: [], purpose: "" };

  function* denied(value) {
    if (Array.isArray(value)) {
      for (const each of value) {
        yield* denied(each);
      }
    } else if (value && typeof value === "object") {
      const grants = value.remedies?.flat().some((remedy) => (remedy.step ?? "OBTAIN_GRANT") === "OBTAIN_GRANT") ?? true;
      if (value.outcome === "DENY" && typeof value.code === "string" && grants) {
        yield value.code;
      }
      yield* denied(Object.values(value));
    }
  }

  // Some answers are for departments alone, whatever their scopes.
  function refusal({ path, extensions }) {
    if (extensions?.code !== "UNAUTHENTICATED" || extensions.needs) {
      return extensions;
    }
    const coordinate = (path ?? []).filter((part) => typeof part === "string").join(".");
    return { coordinate, needs: [["catalogue:read"]], holds: [], remedy: "Sign in.", remedyZh: "请先登录。" };
  }

  return {
    take(parameters, answer) {
      const purpose = parameters.variables?.purpose ?? /\bpurpose:\s*"([^"]+)"/.exec(parameters.query)?.[1] ?? "";
      const fields = (answer.errors ?? []).map(refusal).filter((facts) => facts?.needs);
      last = { fields, items: [...new Set(denied(answer.data))], purpose };
      listeners.forEach((listener) => listener());
    },
    last: () => last,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
})();

// The text of an application: whoever sends it writes first what the data are for.
function applicationFor(items, purpose) {
  return `mutation Apply {
  applyForAccess(
    input: {
      items: [
${items.map((item) => `        ${JSON.stringify(item)}`).join("\n")}
      ]
      purpose: ${JSON.stringify(purpose)}
      # 共享用途 What the data are for, in your words:
      statement: ""
    }
  ) {
    ... on ApplicationStep { state due application { code } nextSteps { seat task by article department { title } } }
    ... on Refusal { code article sentence sentenceZh remedy remedyZh }
  }
}`;
}

function Application({ items, purpose }) {
  const { addTab, queryEditor } = GraphiQL.React.useEditorContext({ nonNull: true });
  const prepare = () => {
    addTab();
    // The editor is given the new tab's text first, which is none.
    setTimeout(() => queryEditor.setValue(applicationFor(items, purpose)));
  };
  return h(
    "li",
    null,
    h(Told, { chinese: `${items.length} 项需经申请才能取得`, english: `${items.length} ${items.length > 1 ? "items are" : "item is"} to be applied for` }),
    " ",
    h("button", { type: "button", onClick: prepare }, h(Told, { chinese: "准备申请", english: "Prepare the application" })),
  );
}

function Field({ facts }) {
  const scopes = facts.needs[0];
  const ask = () => session.signIn([...facts.holds, ...scopes]);
  const missing = scopes.filter((scope) => !facts.holds.includes(scope)).join(" ");
  return h(
    "li",
    null,
    h("code", null, facts.coordinate),
    " ",
    h(Told, { chinese: facts.remedyZh, english: facts.remedy }),
    " ",
    h("button", { type: "button", onClick: ask }, h(Told, { chinese: "申请权限", english: `Ask for ${missing}` })),
  );
}

// Where nobody but departments is told the schema, the page learns it once somebody has signed in.
function useSchemaOnceSignedIn() {
  const { schema, introspect } = GraphiQL.React.useSchemaStore();
  const { held } = useSession();
  React.useEffect(() => {
    if (held && !schema) {
      introspect();
    }
  }, [Boolean(held), Boolean(schema)]);
}

function Refused() {
  useSchemaOnceSignedIn();
  const { fields, items, purpose } = React.useSyncExternalStore(answers.subscribe, answers.last);
  if (fields.length + items.length === 0) {
    return null;
  }
  return h(
    "section",
    { className: "refused", "aria-label": "Refused" },
    h("ul", null, fields.map((facts) => h(Field, { key: facts.coordinate, facts })), items.length > 0 && h(Application, { items, purpose })),
  );
}
