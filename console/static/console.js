// What makes the console better with JavaScript than without; every page works without.

const REST = 1000; // milliseconds between two refreshes: a busy installation must not keep a browser busy
const AGAIN = 3000; // before a stream that the server has refused is asked for again

let stream = null;
let planned = null;
let refreshedAt = 0;

// --- live: parts marked data-live are replaced by what the server draws now --------------------------------

function connect() {
  const from = document.body.dataset.liveFrom;
  if (!from || stream || document.hidden) return;
  stream = new EventSource(from);
  stream.onopen = () => say("");
  stream.onmessage = () => plan();
  stream.onerror = () => {
    say("The connection is lost. Trying again …");
    if (stream?.readyState !== EventSource.CLOSED) return; // the browser itself tries again
    disconnect();
    setTimeout(connect, AGAIN);
  };
}

function disconnect() {
  stream?.close();
  stream = null;
}

function plan() {
  planned ??= setTimeout(refresh, Math.max(50, refreshedAt + REST - Date.now()));
}

async function refresh() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.ok) replace(new DOMParser().parseFromString(await response.text(), "text/html"));
    else if (response.status >= 500) say("The server does not answer. Trying again …");
  } catch {
    say("The connection is lost. Trying again …");
  }
  refreshedAt = Date.now();
  planned = null;
}

function replace(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML && !isBeingUsed(part)) {
      const opened = new Set([...part.querySelectorAll("details[id][open]")].map((details) => details.id));
      const focused = part.contains(document.activeElement) ? pathTo(document.activeElement) : null;
      part.innerHTML = now.innerHTML;
      for (const details of part.querySelectorAll("details[id]")) details.open ||= opened.has(details.id);
      if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
    }
  }
  document.body.dataset.liveFrom = fresh.body.dataset.liveFrom ?? "";
  document.title = fresh.title;
}

// What somebody is filling in is not taken away under their hands.
function isBeingUsed(part) {
  return [...part.querySelectorAll("input, select, textarea")].some(
    (field) =>
      field === document.activeElement ||
      (field.matches("[type=checkbox], [type=radio]") && field.checked !== field.defaultChecked) ||
      (field.matches("input:not([type=checkbox], [type=radio]), textarea") && field.value !== field.defaultValue) ||
      (field.matches("select") && [...field.options].some((option) => option.selected !== option.defaultSelected) &&
        [...field.options].some((option) => option.defaultSelected)),
  );
}

function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

function say(words) {
  const place = document.getElementById("connection");
  if (place.textContent !== words) place.textContent = words;
}

// --- ages, which pass ----------------------------------------------------------------------------------------

// As `ago` in words.py says it.
function ago(at) {
  const seconds = (Date.now() - at) / 1000;
  const length = Math.abs(seconds);
  const [unit, name] = [[86400, "d"], [3600, "h"], [60, "min"]].find(([size]) => length >= size) ?? [1, "s"];
  const span = `${Math.floor(length / unit)} ${name}`;
  return seconds < 0 ? `in ${span}` : `${span} ago`;
}

function age() {
  for (const time of document.querySelectorAll("time")) time.textContent = ago(Date.parse(time.dateTime));
}

// --- the palette: `/` opens it, from wherever no text is typed -------------------------------------------------

const palette = document.getElementById("palette");
const words = document.getElementById("palette-q");
const hits = document.getElementById("palette-hits");
let asked = 0;

function openPalette(event) {
  event.preventDefault();
  palette.showModal();
  words.select();
  find();
}

async function find() {
  const mine = ++asked;
  const response = await fetch(`/search?q=${encodeURIComponent(words.value)}`);
  const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("hits");
  if (mine !== asked) return;
  // An answer that comes late must not take away what was chosen from the one before.
  const chosen = hits.contains(document.activeElement) ? document.activeElement.href : null;
  hits.replaceChildren(...(found?.childNodes ?? []));
  if (chosen) ([...hits.querySelectorAll("a")].find((link) => link.href === chosen) ?? words).focus();
}

function move(event) {
  const links = [...hits.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown") (links[at + 1] ?? links[0])?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : words).focus();
  else if (event.key === "Enter" && document.activeElement === words && links.length) links[0].click();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) openPalette(event);
});
document.getElementById("search-link").addEventListener("click", openPalette);
words.addEventListener("input", find);
palette.addEventListener("keydown", move);

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
setInterval(age, 20000);
connect();
