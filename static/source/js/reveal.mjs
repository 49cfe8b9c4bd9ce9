/**
 * Radio buttons and checkboxes with data-reveals="element-id" show that element while they are chosen.
 * GOV.UK Frontend's own script puts aria-expanded on radio buttons, where ARIA does not allow it; the
 * question that appears comes next in reading order, so nothing has to announce it.
 *
 * @param {Element | Document} scope where the options are
 */
export function startReveals(scope) {
  scope.querySelectorAll("[data-reveals]").forEach(update);
}

/** Listens once for every option of the page, now and after a refresh. */
export function listenForReveals() {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[type=radio], input[type=checkbox]")) {
      return;
    }
    // Choosing one radio button says nothing to the others, so the whole group is looked at.
    const group = (target.form || document).querySelectorAll(`[data-reveals][name="${CSS.escape(target.name)}"]`);
    group.forEach(update);
  });
}

function update(option) {
  const revealed = document.getElementById(option.dataset.reveals);
  if (revealed) {
    const kind = option.type === "radio" ? "radios" : "checkboxes";
    revealed.classList.toggle(`govuk-${kind}__conditional--hidden`, !option.checked);
  }
}
