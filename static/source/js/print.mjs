/**
 * Buttons with data-print open the browser's print window.
 *
 * @param {Document} root where the buttons are
 */
export function startPrintButtons(root) {
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });
}
