/**
 * Warns two minutes before the session ends, and brings what was typed through signing in again.
 *
 * The server decides: this script only asks it how long is left. Typing counts as being there. Nothing is
 * kept in the browser: the form that was being filled in is sent to the server, which only keeps it.
 */

const WARN_AT = 120;
const ACTIVE_WITHIN = 300;

const dialog = document.getElementById("session-warning");
const parts = dialog && {
  warning: dialog.querySelector('[data-session-part="warning"]'),
  ended: dialog.querySelector('[data-session-part="ended"]'),
};
let timer;
let lastActive = 0;
let edited = null;

function later(seconds) {
  clearTimeout(timer);
  timer = setTimeout(check, Math.max(1, seconds) * 1000);
}

async function ask(options) {
  const response = await fetch(dialog.dataset.sessionUrl, { ...options, headers: { Accept: "application/json" } });
  const answer = await response.json();
  if (answer.reader && answer.reader !== dialog.dataset.sessionReader) {
    // Somebody else has signed in at this computer: what stands here is not for them.
    leave(() => window.location.replace(`${window.location.pathname}${window.location.search}`));
    return 0;
  }
  return answer.seconds;
}

/** Goes to another page without being asked whether to leave this one, as the editor does while something is unsaved. */
function leave(go) {
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  go();
}

function stay() {
  return ask({ method: "POST", body: new FormData(dialog.querySelector("[data-session-stay]")) });
}

async function check() {
  try {
    let seconds = await ask();
    const isThere = Date.now() - lastActive < ACTIVE_WITHIN * 1000;
    if (seconds > 0 && seconds <= WARN_AT + 5 && isThere && !dialog.open) {
      seconds = await stay();
    }
    show(seconds);
  } catch {
    // The network is away for a moment. The session is not prolonged by that; ask again soon.
    later(30);
  }
}

function show(seconds) {
  if (seconds > WARN_AT + 5) {
    dialog.close();
    later(seconds - WARN_AT);
    return;
  }
  parts.warning.hidden = seconds <= 0;
  parts.ended.hidden = seconds > 0;
  dialog.classList.toggle("app-dialog--ended", seconds <= 0);
  if (!dialog.open) {
    dialog.showModal();
  }
  if (seconds > 0) {
    later(seconds + 1);
  } else {
    clearTimeout(timer);
    parts.ended.querySelector("h2").focus();
  }
}

function addField(form, name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  form.append(input);
}

function keepAndSignIn(event) {
  const form = event.target;
  leave(() => {});
  addField(form, "_kept_page", `${window.location.pathname}${window.location.search}`);
  if (!edited) {
    return;
  }
  addField(form, "_kept_action", new URL(edited.getAttribute("action") || "", window.location.href).pathname);
  new FormData(edited).forEach((value, name) => {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") {
      addField(form, name, value);
    }
  });
}

function start() {
  dialog.querySelector("[data-session-stay]").addEventListener("submit", async (event) => {
    event.preventDefault();
    show(await stay());
  });
  dialog.querySelector("[data-session-keep]").addEventListener("submit", keepAndSignIn);
  // Once the session has ended, Escape must not uncover the page.
  dialog.addEventListener("cancel", (event) => {
    if (!parts.ended.hidden) {
      event.preventDefault();
    }
  });
  document.addEventListener("input", (event) => {
    lastActive = Date.now();
    // Text with headings and lists, in the editor, is no control of a form but stands in one.
    const form = event.target.form || event.target.closest("form");
    if (form && form.method === "post") {
      edited = form;
    }
  });
  ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, () => (lastActive = Date.now())));
  // Computers that slept, and pages brought back by the back button, no longer know the time that passed.
  document.addEventListener("visibilitychange", () => document.hidden || check());
  window.addEventListener("pageshow", (event) => event.persisted && check());
  later(Number(dialog.dataset.sessionSeconds) - WARN_AT);
}

if (dialog && dialog.showModal) {
  start();
}
