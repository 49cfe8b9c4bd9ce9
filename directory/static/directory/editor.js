// What the editor needs beside Wagtail's own scripts.
//
// Wagtail starts its date pickers and its repeated rows with inline scripts, which our content security
// policy blocks. The templates in templates/wagtailadmin/ carry the same facts as data attributes instead, and
// the controllers here start what the inline scripts would have started.
(() => {
  const { Controller } = window.StimulusModule;

  class PickerController extends Controller {
    static values = { start: String, input: String, config: Object };

    connect() {
      window[this.startValue](this.inputValue, this.configValue);
    }
  }

  class InlinePanelController extends Controller {
    static values = { options: Object };

    connect() {
      new window.InlinePanel(this.optionsValue);
      this.element.remove();
    }
  }

  window.wagtail.app.register("alongside-picker", PickerController);
  window.wagtail.app.register("alongside-inline-panel", InlinePanelController);
})();
