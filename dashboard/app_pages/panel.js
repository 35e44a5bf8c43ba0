/* Shows blocks of HTML and keeps the address true: a click or a choice writes the address, and the page follows it. */
const go = (address, isReplaced) => {
  /* Leaving cuts short the run that does what was just asked for: it waits for the answer. */
  const busy = document.querySelector("[data-busy]");
  if (busy) return void (busy.goes = () => go(address, isReplaced));
  const before = location.pathname;
  const method = isReplaced || address === location.pathname + location.search ? "replaceState" : "pushState";
  history[method]({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  if (location.pathname !== before) toTop();
};
const toTop = () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);

/* A list and one thing of it are two pages at one path. */
const pageOf = () => location.pathname + new URL(location.href).searchParams.has("ct");

const choose = (key, value, fallback, isReplaced, closes) => {
  const address = new URL(location.href);
  if (closes) address.searchParams.delete(closes);
  if (value === "" || value === fallback) address.searchParams.delete(key);
  else address.searchParams.set(key, value);
  if (["ngay", "pv"].includes(key)) window.chitieuChosen = { ...window.chitieuChosen, [key]: value === fallback ? "" : value };
  go(address.pathname + address.search, isReplaced);
};

/* Day and scope that were chosen and are not drawn yet: the links on the page do not know them. */
const withChosen = (path) => {
  const address = new URL(path, location.origin);
  for (const [key, value] of Object.entries(window.chitieuChosen || {})) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  return address.pathname + address.search;
};

const say = (text) => {
  let voice = document.getElementById("loi-bao");
  if (!voice) {
    voice = document.createElement("div");
    voice.id = "loi-bao";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => voice.remove(), 2500);
};

const copy = async (text, said) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(said);
};

const onClick = (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) return void copy(location.origin + copied.dataset.copy, "Đã sao chép liên kết");
  const told = event.target.closest("[data-copy-text]");
  if (told) return void copy(told.closest("section").querySelector("textarea").value, "Đã chép nội dung");
  const button = event.target.closest("button[data-act]");
  if (button && button.type === "button") return void send(event.currentTarget, button.dataset.act, fieldsOf(button));
  /* The page's own choice of files opens: its button stands elsewhere on the page. */
  if (event.target.closest("[data-pick]")) return void document.querySelector("[data-testid=stFileUploaderDropzoneInput]")?.click();
  const link = event.target.closest("[data-go]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  window.chitieuBack = link.dataset.back;
  history.replaceState({ left: link.dataset.go }, "");
  const before = pageOf();
  go(withChosen(link.dataset.go), false);
  window.chitieuActed = true;
  if (pageOf() === before) return;
  toTop();
  /* Blocks of the new page come before those of the old one go: the link must not hold the focus until then. */
  link.blur();
};

/* In a table marked as a grid the arrow keys move from cell to cell, Enter opens what the row leads to. */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const onKey = (event) => {
  const cell = event.target.closest("td, th");
  const grid = cell?.closest("table[data-grid]");
  if (!grid || event.ctrlKey || event.metaKey || event.altKey) return;
  const leads = cell.parentElement.dataset.go;
  if (event.key === "Enter" && event.target === cell && leads) return void go(leads, false);
  const [down, across] = STEPS[event.key] || [0, 0];
  const row = grid.rows[cell.parentElement.rowIndex + down];
  const next = row?.cells[cell.cellIndex + across];
  const target = next?.querySelector("a") || next;
  if (!(down || across) || !target?.matches("a, [tabindex]")) return;
  event.preventDefault();
  target.focus();
};

/* Closing what was opened gives the focus back to where it was opened from, in whichever block that stands. */
const goBack = () => {
  const back = window.chitieuBack && document.getElementById(window.chitieuBack);
  if (!back) return;
  delete window.chitieuBack;
  back.focus();
};

/* Going back in the history gives the focus to the link by which the page was left; so it is in sight again too. */
const comeBack = (root) => {
  const link = window.chitieuLeft && root.querySelector(`[data-go="${CSS.escape(window.chitieuLeft)}"]`);
  link?.focus();
  if (link && document.activeElement === link) delete window.chitieuLeft;
};

/* The finding of the page: the heading that is marked, else the first one below the frame; the block where it has none. */
const FINDINGS = ["[data-focus]", ".ct:not(.page-frame) h2", ".ct:not(.page-frame)"];
const focusFinding = () => {
  const isNew = (element) => element.closest(".panel")?.page === pageOf();
  const finding = FINDINGS.map((each) => [...document.querySelectorAll(each)].find(isNew)).find(Boolean);
  if (!finding) return false;
  finding.tabIndex = -1;
  finding.focus({ preventScroll: true });
  window.chitieuFinding = finding;
  return true;
};

/* Menu and context bar lie in what Streamlit calls the main content: skipping leads past them. */
const skip = (event) => {
  if (!event.target.closest("[data-testid=stSkipToContent]") || !focusFinding()) return;
  event.preventDefault();
  event.stopPropagation();
};

/* What a choice opened below comes into sight; when what was chosen has left it, the focus goes along. */
const reveal = (root) => {
  const head = root.querySelector("[data-reveal]");
  const opened = head?.dataset.reveal || "";
  const before = root.revealed;
  root.revealed = opened;
  if (before === undefined || !opened || opened === before) return;
  head.scrollIntoView({ block: "nearest" });
  const at = document.activeElement.getBoundingClientRect();
  if (document.activeElement !== document.body && (at.bottom < 0 || at.top > innerHeight)) head.focus({ preventScroll: true });
};

const isoDay = (text) => {
  const parts = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : text.trim();
};

const onChange = (event) => {
  const { key, default: fallback, date, live, act, closes } = event.target.dataset;
  if (act && !event.target.matches("form")) {
    const value = event.target.type === "checkbox" ? String(event.target.checked) : event.target.value;
    return void send(event.currentTarget, act, { ...fieldsOf(event.target), value });
  }
  if (!key || live) return;
  choose(key, date ? isoDay(event.target.value) : event.target.value, fallback, false, closes);
};

let typing;
const onInput = (event) => {
  const { key, live } = event.target.dataset;
  if (!key || !live || event.isComposing) return;
  clearTimeout(typing);
  const { target } = event;
  const asked = pageOf();
  typing = setTimeout(() => pageOf() === asked && choose(key, target.value.trim(), "", true), 150);
};

const closeLists = (event) => {
  for (const list of document.querySelectorAll("details.drop[open]")) {
    const isLeft = event.type !== "keydown" && !list.contains(event.target);
    if (event.key !== "Escape" && !isLeft) continue;
    list.open = false;
    if (event.key === "Escape" && list.contains(document.activeElement)) list.querySelector("summary").focus();
  }
};

/* What is done in a block goes to the page as one act; until the page has answered, the block takes no other. */
const fieldsOf = (element) => {
  const { act, ...fields } = element.dataset;
  return fields;
};

const send = (root, name, fields) => {
  if (root.dataset.busy) return;
  root.dataset.busy = "true";
  root.setAttribute("aria-busy", "true");
  clearTimeout(root.waiting);
  root.waiting = setTimeout(() => done(root), 120000);
  const ticket = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  window.chitieuActed = true;
  root.setTrigger("act", { ticket, name, fields });
};

const done = (root) => {
  clearTimeout(root.waiting);
  delete root.dataset.busy;
  root.removeAttribute("aria-busy");
  const { goes } = root;
  delete root.goes;
  goes?.();
};

/* A search keeps day and scope, which travel as its hidden fields; fields left empty stay out of the address. */
const search = (form, root) => {
  root.sentForm = form.id;
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  go(asked.size ? `${form.dataset.search}?${asked}` : form.dataset.search, false);
};

const onSubmit = (event) => {
  const asking = event.target.closest("form[data-search]");
  if (asking) {
    event.preventDefault();
    return void search(asking, event.currentTarget);
  }
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const root = event.currentTarget;
  root.sentForm = form.id;
  const typed = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  send(root, form.dataset.act, { ...fieldsOf(form), ...(event.submitter ? fieldsOf(event.submitter) : {}), ...typed });
};

const save = ([name, content, number], root) => {
  if (root.savedFile === number) return;
  root.savedFile = number;
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};

/* What was typed and not sent yet stays when the block around it changes. */
const isTyped = (field) => {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.matches("select")) return !field.dataset.act && [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};
const isKept = (field, root) => !field.closest("form")?.matches(`#${CSS.escape(root.sentForm || "-")}`)
  && (!field.dataset.key || (field.dataset.date && field === document.activeElement));
/* The same form of another file or period is another form. */
const formOf = (field) => JSON.stringify({ ...field.closest("form")?.dataset });
const typedFields = (root) => [...root.querySelectorAll("input[id], textarea[id], select[id]")]
  .filter((field) => isKept(field, root) && isTyped(field))
  .map((field) => ({ id: field.id, value: field.value, checked: field.checked, before: field.defaultValue, form: formOf(field) }));

const putBack = (root, typed) => {
  for (const { id, value, checked, before, form } of typed) {
    const field = root.querySelector(`#${CSS.escape(id)}`);
    if (!field || field.defaultValue !== before || formOf(field) !== form) continue;
    if (field.type === "checkbox") field.checked = checked;
    else field.value = value;
  }
};

/* After a cut the server may be another one, which knows no file chosen before: the page runs again, so that none stays on it. */
const watchConnection = () => {
  const app = document.querySelector("[data-testid=stApp]");
  let isCut = false;
  new MutationObserver(() => {
    const isConnected = app.dataset.testConnectionState === "CONNECTED";
    if (isConnected && isCut) document.querySelectorAll("[data-busy]").forEach(done);
    if (isConnected && isCut) go(location.pathname + location.search, true);
    isCut = !isConnected;
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });
};

if (!window.chitieuReady) {
  window.chitieuReady = true;
  watchConnection();
  for (const kind of ["click", "keydown", "focusin"]) document.addEventListener(kind, closeLists);
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, () => { window.chitieuActed = false; delete window.chitieuLeft; }, true);
  document.addEventListener("click", skip, true);
  document.addEventListener("compositionend", onInput);
  window.addEventListener("popstate", (event) => { window.chitieuLeft = event.state?.left; });
}

export default function (component) {
  const root = component.parentElement.querySelector(".panel");
  const [shown, handled, file] = component.data;
  root.setTrigger = component.setTriggerValue;
  const isAnswer = root.handled !== undefined && root.handled !== handled;
  root.handled = handled;
  if (isAnswer) done(root);
  if (file) save(file, root);
  root.page = pageOf();
  if (root.querySelector(".page-frame")) delete window.chitieuChosen;
  if (root.shown === shown) return;
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const kept = active && active.id ? { id: active.id, value: active.value, at: active.selectionStart, to: active.selectionEnd } : null;
  const opened = [...root.querySelectorAll("details[open][id]:not(.drop)")].map((list) => list.id);
  const typed = typedFields(root);
  delete root.sentForm;
  root.innerHTML = shown;
  root.shown = shown;
  for (const id of opened) root.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  putBack(root, typed);
  const again = kept && root.querySelector(`#${CSS.escape(kept.id)}`);
  if (again) {
    if (again.dataset.live) again.value = kept.value;
    again.focus({ preventScroll: true });
    if (typeof kept.at === "number" && again.setSelectionRange) again.setSelectionRange(kept.at, kept.to);
  } else if (window.chitieuActed && (active || [document.body, window.chitieuFinding].includes(document.activeElement))) {
    /* What had the focus is gone: the finding takes it. Blocks come in any order, so until the next key or click a later one may have it. */
    focusFinding();
  }
  goBack();
  comeBack(root);
  reveal(root);
  root.onkeydown = onKey;
  root.onclick = onClick;
  root.onchange = onChange;
  root.oninput = onInput;
  root.onsubmit = onSubmit;
}
