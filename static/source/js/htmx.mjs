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

export default htmx;
