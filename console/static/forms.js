// What makes forms better with JavaScript than without. The server decides; this only spares people a turn.

const byName = (form, name) => form.querySelector(`[data-name="${CSS.escape(name)}"]`);

// --- conditions: the JSON Schema of x-visible-when and x-depends-on, as console/rendering/conditions.py has it ---
const same = (one, other) => one === other;
function passes(test, value) {
  if ("const" in test) return same(value, test.const);
  if ("enum" in test) return test.enum.some((one) => same(value, one));
  if ("not" in test) return !passes(test.not, value);
  if ("contains" in test) return Array.isArray(value) && value.some((one) => same(one, test.contains.const));
  if (typeof value !== "number") return false;
  return value >= (test.minimum ?? value) && value <= (test.maximum ?? value);
}
const holds = (condition, valueOf) =>
  (condition.required ?? []).every((name) => valueOf(name) !== undefined) &&
  Object.entries(condition.properties ?? {}).every(([name, test]) => {
    const value = valueOf(name);
    return value === undefined || passes(test, value);
  });

// --- the values of fields, as the server will read them ---
function valueOf(field) {
  if (!field || field.hidden) return undefined;
  if ("value" in field.dataset) return JSON.parse(field.dataset.value) ?? undefined;
  const ticked = [...field.querySelectorAll("input:checked")];
  const read = (control) => ("value" in control.dataset ? JSON.parse(control.dataset.value) : control.value);
  switch (field.dataset.holds) {
    case "boolean":
      return ticked.length > 0;
    case "list":
      return ticked.map(read);
    case "nothing":
      return undefined;
    case "json": {
      const chosen = field.querySelector("select")?.selectedOptions[0] ?? ticked[0];
      return chosen && (chosen.value || "value" in chosen.dataset) ? read(chosen) : undefined;
    }
  }
  // What is typed to search is no value yet.
  const control = ticked[0] ?? field.querySelector("input:not([type=hidden], [type=radio], [type=search]), textarea");
  const text = control?.value.trim();
  if (!text) return undefined;
  return field.dataset.holds === "number" && Number.isFinite(Number(text)) ? Number(text) : text;
}

// Offers only what fits; an option that does not is put aside, and comes back when it does.
const aside = new WeakMap();
function offer(field, rules, sibling) {
  const lists = rules.filter((rule) => rule.then).map((rule) => [rule, rule.then.items?.enum ?? rule.then.enum]);
  if (!lists.length) return;
  const offered = lists.filter(([rule]) => holds(rule.if, sibling)).flatMap(([, options]) => options);
  const fits = (control) => offered.some((one) => same(one, JSON.parse(control.dataset.value)));
  const select = field.querySelector("select");
  if (select) {
    if (!aside.has(select)) aside.set(select, [...select.options]);
    const chosen = select.value;
    select.replaceChildren(...aside.get(select).filter((option) => !option.value || fits(option)));
    select.value = chosen;
    if (select.selectedIndex < 0) select.prepend(new Option("Choose …", "", true, true));
    return;
  }
  for (const control of field.querySelectorAll("input[data-value]")) {
    control.disabled = !fits(control);
    control.closest(".option").hidden = control.disabled;
  }
}

function settle(form) {
  for (const field of form.querySelectorAll("[data-visible-when], [data-depends-on]")) {
    const inside = field.dataset.name.slice(0, field.dataset.name.lastIndexOf("/") + 1);
    const sibling = (name) => valueOf(byName(form, inside + name.replaceAll("~", "~0").replaceAll("/", "~1")));
    if (field.dataset.visibleWhen) {
      field.hidden = !holds(JSON.parse(field.dataset.visibleWhen), sibling);
      const said = field.querySelector(":scope > .when");
      if (said) said.hidden = true;
    }
    if (field.dataset.dependsOn) offer(field, JSON.parse(field.dataset.dependsOn), sibling);
  }
}

// --- buttons that change the page: only the field they are in is drawn anew ---
const latest = new Map(); // by field, so that a slow answer does not undo a later one
async function swap(form, button) {
  const field = button.closest(".field");
  const turn = (latest.get(field.id) ?? 0) + 1;
  latest.set(field.id, turn);
  const data = new FormData(form, button);
  // Files stay in their boxes, unless the box itself is drawn anew.
  for (const box of form.querySelectorAll("input[type=file]")) if (!field.contains(box)) data.delete(box.name);
  const response = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page?.getElementById(field.id);
  if (latest.get(field.id) !== turn) return;
  if (!fresh) {
    form.requestSubmit(button);
    return;
  }
  const typed = document.activeElement;
  const caret = typed?.matches("input[type=search]") && field.contains(typed) ? [typed.id, typed.value, typed.selectionStart] : null;
  form.elements._carried.value = page.querySelector("form[data-wizard] [name=_carried]").value;
  field.replaceWith(document.adoptNode(fresh));
  enhance(form);
  const target = caret ? document.getElementById(caret[0]) : goOn(fresh, button.value.split(":", 1)[0]);
  if (caret) target.value = caret[1];
  target?.focus();
  if (caret) target.setSelectionRange(caret[2], caret[2]);
}

// Where to go on: in the row that was added, at the button that moved a row, else at the field itself.
const CONTROL = "input:not([type=hidden]), select, textarea";
function goOn(field, verb) {
  const marked = field.querySelector("[autofocus]");
  const row = marked?.closest(".row") ?? (marked?.matches(CONTROL) ? field : marked) ?? field;
  if (verb === "add") return row.querySelector(CONTROL) ?? marked;
  if (verb === "search" || verb === "clear") return field.querySelector("input[type=search], input[type=file]");
  return row.querySelector(`button[value^="${verb}:"]:not(:disabled)`) ?? row.querySelector("button:not(:disabled)");
}

// --- small comforts ---
function enhance(form) {
  settle(form);
  for (const list of form.querySelectorAll(".choices[data-filter]:not([data-filtered])")) {
    list.dataset.filtered = "";
    const box = Object.assign(document.createElement("input"), { type: "search", placeholder: "Type to filter" });
    box.setAttribute("aria-label", `Filter: ${list.dataset.filter}`);
    box.className = "filter";
    list.before(box);
    box.addEventListener("input", () => {
      for (const option of list.querySelectorAll(".option")) {
        const wanted = option.textContent.toLowerCase().includes(box.value.trim().toLowerCase());
        option.hidden = !wanted && !option.querySelector("input").checked;
      }
    });
  }
  const zones = form.querySelectorAll("[data-zone]");
  if (zones.length && !document.getElementById("zones") && Intl.supportedValuesOf) {
    const list = Object.assign(document.createElement("datalist"), { id: "zones" });
    list.append(...["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => new Option(zone, zone)));
    form.append(list);
  }
  for (const zone of zones) {
    const moment = zone.closest(".field").querySelector("input[type=datetime-local]");
    if (!zone.value && !moment.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

// A file is uploaded as soon as it is chosen; where that fails, it is posted with the page.
async function upload(box) {
  const [file] = box.files;
  if (!file) return;
  const field = box.closest(".field");
  const said = field.querySelector(".upload") ?? document.createElement("p");
  said.className = "line upload";
  said.setAttribute("role", "status");
  said.textContent = `Uploading ${file.name} …`;
  box.before(said);
  const address = `/api/files?name=${encodeURIComponent(file.name)}`;
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  const response = await fetch(address, { method: "POST", headers, body: file }).catch(() => null);
  if (box.files[0] !== file) return;
  if (!response?.ok) {
    const problem = await response?.json().catch(() => null);
    said.textContent = problem?.detail ?? "The file could not be uploaded yet; it goes with the page.";
    return;
  }
  const hidden = field.querySelector("input[type=hidden]") ?? document.createElement("input");
  const name = field.dataset.name;
  Object.assign(hidden, { type: "hidden", name, value: (await response.json()).id });
  field.querySelector(".line:not(.upload)")?.setAttribute("hidden", "");
  said.after(hidden);
  said.textContent = `${file.name} is uploaded.`;
  box.value = "";
}

function bindForms(root = document) {
  for (const form of root.querySelectorAll("form[data-wizard]:not([data-bound])")) {
    form.dataset.bound = "";
    enhance(form);
    // A reload goes on with the draft.
    if (form.dataset.draft && location.pathname === new URL(form.action).pathname) history.replaceState(null, "", form.dataset.draft);
    form.addEventListener("input", (event) => {
      settle(form);
      if (!event.target.matches(".search input[type=search]")) return;
      clearTimeout(form.searching);
      const button = event.target.parentElement.querySelector("button");
      form.searching = setTimeout(() => swap(form, button), 200);
    });
    form.addEventListener("change", (event) => {
      settle(form);
      if (event.target.matches("input[type=file]")) upload(event.target);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-swap]");
      if (!button) return;
      event.preventDefault();
      swap(form, button);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input[type=search]")) return;
      event.preventDefault();
      event.target.parentElement.querySelector("button[data-swap]")?.click();
    });
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 5000);
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const nowhere = document.activeElement === document.body || document.activeElement.id === "main";
  const form = nowhere ? document.querySelector("form[data-wizard]") : document.activeElement.closest("form[data-wizard]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".wizard-buttons .main"));
});

bindForms();
// A page that redraws itself may bring a form.
new MutationObserver(() => bindForms()).observe(document.body, { childList: true, subtree: true });
// A page that the browser has kept comes back as it was left: it may be sent again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
