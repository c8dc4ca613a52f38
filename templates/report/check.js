"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fold = (text) => text.toLocaleLowerCase().replace(/\s+/g, " ");
  const boxes = all("input[name=severity]");
  const lines = all("[data-line]").map((line) => ({ line, text: fold(line.textContent) }));
  const findings = all("[data-finding]").map((block) => {
    const rows = all("[data-row]", block).map((row) => ({ row, text: fold(row.textContent) }));
    const kind = block.closest(".kind"), head = all("h4, .meta", kind).concat(all(":scope > p, :scope > pre", block));
    return { block, rows, kind, section: block.closest("[data-severity]"), text: fold(head.map((part) => part.textContent).join(" ")) };
  });
  const total = findings.reduce((sum, one) => sum + Number(one.block.dataset.finding), 0);

  function update() {
    const wanted = fold(byId("q").value.trim());
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let found = 0;
    for (const one of findings) {
      const whole = one.text.includes(wanted);
      let shown = 0;
      for (const { row, text } of one.rows) {
        row.hidden = !(whole || text.includes(wanted));
        if (!row.hidden) shown += 1;
      }
      for (const more of all("details.more", one.block)) {
        more.hidden = !all("[data-row]", more).some((row) => !row.hidden);
        if (wanted && !whole && !more.hidden) more.open = true;
      }
      one.block.hidden = !shown || !severities.has(one.section.dataset.severity);
      if (!one.block.hidden) found += shown;
    }
    for (const part of all(".kind, [data-severity]")) part.hidden = !all("[data-finding]", part).some((block) => !block.hidden);
    for (const { line, text } of lines) line.hidden = !text.includes(wanted);
    const status = byId("found"), filtered = wanted || severities.size < boxes.length;
    status.textContent = filtered ? status.dataset.template.replace("{found}", found).replace("{total}", total) : "";
  }

  let waiting;
  byId("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 150); });
  byId("filter").addEventListener("submit", (event) => { event.preventDefault(); update(); });
  byId("filter").addEventListener("change", update);
  addEventListener("beforeprint", () => { for (const more of all("details.more")) more.open = true; });
  byId("filter").hidden = !total && !lines.length;
})();
