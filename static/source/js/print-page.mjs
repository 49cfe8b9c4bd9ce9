// Print documents need only this: no components, no live refresh.
import { startPrintButtons } from "./print.mjs";

startPrintButtons(document);
