/** What to do when a part of the page cannot be refreshed: never leave old results standing in silence. */
export function listenForFailedRefreshes() {
  document.addEventListener("htmx:responseError", say);
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:beforeSwap", signInAgain);
  document.addEventListener("htmx:afterSwap", forget);
}

function say({ detail }) {
  forget();
  const problem = document.createElement("p");
  problem.className = "app-refresh-problem govuk-error-message";
  problem.setAttribute("role", "alert");
  problem.textContent = document.body.dataset.refreshProblem;
  detail.target.before(problem);
}

function forget() {
  document.querySelectorAll(".app-refresh-problem").forEach((problem) => problem.remove());
}

// After the session has ended the server answers with the sign-in page, which is no part of this one.
function signInAgain(event) {
  const answered = new URL(event.detail.xhr.responseURL);
  if (answered.pathname === document.body.dataset.signIn) {
    event.detail.shouldSwap = false;
    // Not the address that was asked for: what is refreshed is a part, and may hold what was typed.
    window.location.assign(`${answered.pathname}?next=${encodeURIComponent(window.location.pathname)}`);
  }
}
