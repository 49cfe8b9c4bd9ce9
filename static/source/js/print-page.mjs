// Print documents need only this: no components, no live refresh.
import { startCopyButtons } from "./copy.mjs";
import { startPrintButtons } from "./print.mjs";

startCopyButtons(document);
startPrintButtons(document);
