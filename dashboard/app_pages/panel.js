/* Shows blocks of HTML and keeps the address true: a click or a choice writes the address, and the page follows it. */
const go = (address, isReplaced) => {
  const before = location.pathname;
  const method = isReplaced ? "replaceState" : "pushState";
  history[method]({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  if (location.pathname !== before) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
};

const choose = (key, value, fallback, isReplaced) => {
  const address = new URL(location.href);
  if (value === "" || value === fallback) address.searchParams.delete(key);
  else address.searchParams.set(key, value);
  go(address.pathname + address.search, isReplaced);
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

const copy = async (path) => {
  const address = location.origin + path;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    const field = document.createElement("textarea");
    field.value = address;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say("Đã sao chép liên kết");
};

const onClick = (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) return void copy(copied.dataset.copy);
  const link = event.target.closest("a[data-go]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.dataset.go, false);
};

const isoDay = (text) => {
  const parts = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : text.trim();
};

const onChange = (event) => {
  const { key, default: fallback, date, live } = event.target.dataset;
  if (!key || live) return;
  choose(key, date ? isoDay(event.target.value) : event.target.value, fallback, false);
};

let typing;
const onInput = (event) => {
  const { key, live } = event.target.dataset;
  if (!key || !live) return;
  clearTimeout(typing);
  typing = setTimeout(() => choose(key, event.target.value.trim(), "", true), 150);
};

const closeLists = (event) => {
  for (const list of document.querySelectorAll("details.drop[open]")) {
    if (event.key === "Escape" || (event.type === "click" && !list.contains(event.target))) list.open = false;
  }
};

if (!window.chitieuReady) {
  window.chitieuReady = true;
  document.addEventListener("click", closeLists);
  document.addEventListener("keydown", closeLists);
}

export default function (component) {
  const root = component.parentElement.querySelector(".panel");
  const [shown] = component.data;
  if (root.shown === shown) return;
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const kept = active && active.id ? { id: active.id, value: active.value, at: active.selectionStart } : null;
  const opened = [...root.querySelectorAll("details[open][id]")].map((list) => list.id);
  root.innerHTML = shown;
  root.shown = shown;
  for (const id of opened) if (id !== "xuat") root.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (kept) {
    const again = root.querySelector(`#${CSS.escape(kept.id)}`);
    if (again) {
      if (again.dataset.live) again.value = kept.value;
      again.focus({ preventScroll: true });
      if (again.dataset.live) again.setSelectionRange(kept.at, kept.at);
    }
  }
  root.onclick = onClick;
  root.onchange = onChange;
  root.oninput = onInput;
}
