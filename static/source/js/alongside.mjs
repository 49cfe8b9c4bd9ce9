import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";
import "./htmx.mjs";
import { startCopyButtons } from "./copy.mjs";
import { startPrintButtons } from "./print.mjs";

const COMPONENTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];

/**
 * Starts GOV.UK Frontend components below an element.
 *
 * @param {Element | Document} scope where to look
 */
function startComponents(scope) {
  COMPONENTS.forEach((component) => createAll(component, {}, scope));
}

startComponents(document);
startCopyButtons(document);
startPrintButtons(document);

// A refreshed fragment brings new markup whose components have not been started yet.
document.addEventListener("htmx:afterSwap", (event) => {
  startComponents(event.target);
});
