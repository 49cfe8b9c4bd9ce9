import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";
import "./htmx.mjs";
import { listenForFailedRefreshes } from "./refresh.mjs";
import { startCopyButtons } from "./copy.mjs";
import { startPrintButtons } from "./print.mjs";
import { listenForReveals, startReveals } from "./reveal.mjs";

const COMPONENTS = [
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  Tabs,
];

/**
 * Starts components below an element.
 *
 * @param {Element | Document} scope where to look
 */
function startComponents(scope) {
  COMPONENTS.forEach((component) => createAll(component, {}, scope));
  startReveals(scope);
}

startComponents(document);
startCopyButtons(document);
startPrintButtons(document);
listenForReveals();
listenForFailedRefreshes();

// A refreshed fragment brings new markup whose components have not been started yet.
document.addEventListener("htmx:afterSwap", (event) => {
  startComponents(event.target);
});
