import htmx from "htmx.org";

// The strict content security policy is the reason for the first four. The history cache would leave
// what was on the screen in the browser's storage, and prison computers are shared.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  attributesToSettle: ["class"],
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
});

// For the same reason the last address, which htmx also keeps in memory, is not left in storage.
function forgetAddress() {
  try {
    sessionStorage.removeItem("htmx-current-path-for-history");
  } catch {
    // Storage is switched off in this browser, so nothing was kept.
  }
}

forgetAddress();
for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
  document.addEventListener(name, forgetAddress);
}

export default htmx;
