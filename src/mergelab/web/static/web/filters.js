// A filter bar applies itself when a choice changes, and leaves empty parameters out of the URL.
import { on } from "./dom.js";

on("change", "form[data-auto-submit] :is(select, input[type=checkbox], input[type=radio])", (control) => {
  control.form.requestSubmit();
});

on("formdata", "form[data-auto-submit]", (_form, event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
}, true);
