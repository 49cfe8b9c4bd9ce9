/**
 * Buttons with data-copy-target="element-id" copy that element's text or value.
 * The button's own words say what happened, in a polite live region that stays on the page.
 *
 * @param {Document} root where the buttons are
 */
export function startCopyButtons(root) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-target]");
    if (!button) {
      return;
    }
    const source = root.getElementById(button.dataset.copyTarget);
    const copied = source ? await copy(source) : false;
    say(
      button,
      copied
        ? button.dataset.copiedText || "Copied"
        : button.dataset.failedText || "Select the text and copy it with Ctrl and C",
    );
  });
}

async function copy(source) {
  const text = "value" in source ? source.value : source.innerText;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(source);
  }
}

// Old browsers, and sites served without TLS, have no clipboard interface.
function copyBySelection(source) {
  if ("select" in source) {
    source.select();
  } else {
    window.getSelection().selectAllChildren(source);
  }
  return document.execCommand("copy");
}

function say(button, text) {
  let status = button.nextElementSibling;
  if (!status || !status.classList.contains("app-copy-status")) {
    status = document.createElement("span");
    status.className = "app-copy-status govuk-body";
    status.setAttribute("role", "status");
    button.after(status);
  }
  // An empty region filled a moment later is announced; one that arrives full is not.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = ` ${text}`;
  }, 50);
}
