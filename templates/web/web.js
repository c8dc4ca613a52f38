"use strict";
// Names the chosen files, and lets them be dropped. Without this script the file button does all of it.
(() => {
  const [drop, input, list, form] = ["drop", "workbooks", "chosen", "send"].map((id) => document.getElementById(id));
  if (!drop || !input || !list || !form) return;
  document.documentElement.classList.add("with-script");
  const show = () => {
    list.replaceChildren(...Array.from(input.files, (file) => {
      const line = document.createElement("li");
      const size = (file.size / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
      line.textContent = `${file.name} – ${list.dataset.size.replace("{size}", size)}`;
      return line;
    }));
  };
  const lift = (on) => drop.classList.toggle("over", on);
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); lift(true); });
  drop.addEventListener("dragleave", () => lift(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    lift(false);
    if (event.dataTransfer && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
  });
  form.addEventListener("submit", () => { document.getElementById("submit").setAttribute("aria-busy", "true"); });
})();
