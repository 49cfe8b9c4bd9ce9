// The first thing in the body, so that parts which need a script do not flash in and out.
// A classic script on purpose: browsers too old for modules still say that scripts run at all.
document.body.className += " js-enabled";
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.className += " govuk-frontend-supported";
}
