"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fold = (text) => text.toLocaleLowerCase().replace(/\s+/g, " ");
  const texts = new WeakMap();
  const textOf = (node) => {
    if (!texts.has(node)) texts.set(node, fold(node.textContent));
    return texts.get(node);
  };
  const boxes = (name) => all(`input[name=${name}]`);
  const cards = all("[data-ds]"), lines = all("[data-line]");
  const byAnchor = new Map(cards.map((card) => [card.id, card]));
  const findings = all("[data-finding]").map((block) => {
    const kind = block.closest(".kind"), head = all("h4, .meta", kind).concat(all(":scope > p, :scope > pre", block));
    return { block, rows: all("[data-row]", block), kind, section: block.closest("[data-severity]"), head };
  });
  const total = findings.reduce((sum, one) => sum + Number(one.block.dataset.finding), 0);
  const chosen = (name) => new Set(boxes(name).filter((box) => box.checked).map((box) => box.value));
  const office = () => (byId("office") ? byId("office").value : "");

  function showFindings(wanted, severities, isWanted) {
    let found = 0;
    for (const one of findings) {
      const whole = one.head.some((part) => textOf(part).includes(wanted));
      let shown = 0;
      for (const row of one.rows) {
        row.hidden = !((whole || textOf(row).includes(wanted)) && isWanted(byAnchor.get(row.dataset.of)));
        if (!row.hidden) shown += 1;
      }
      for (const more of all("details.more", one.block)) {
        more.hidden = !all("[data-row]", more).some((row) => !row.hidden);
        if (wanted && !whole && !more.hidden) more.open = true;
      }
      one.block.hidden = !shown || !severities.has(one.section.dataset.severity);
      if (!one.block.hidden) found += shown;
    }
    for (const part of all(".kind, section[data-severity]")) part.hidden = !all("[data-finding]", part).some((block) => !block.hidden);
    return found;
  }

  // Chromium takes many seconds to hide thousands of cards one by one in place, and none if their list is away meanwhile.
  const lists = all("[data-cards]");
  function apart(change) {
    const homes = lists.map((list) => [list, list.parentNode, list.nextSibling]);
    for (const list of lists) list.remove();
    change();
    for (const [list, home, next] of homes) home.insertBefore(list, next);
  }

  function update() {
    const wanted = fold(byId("q").value.trim()), severities = chosen("severity"), states = chosen("state"), of = office();
    const every = states.size === boxes("state").length && !of;
    const isWanted = (card) => every || (card && states.has(card.dataset.state) && (!of || card.dataset.office === of));
    const weighs = severities.size === boxes("severity").length
      ? () => true : (card) => [...severities].some((name) => card.querySelector(`.tally.${name}`));
    apart(() => {
      for (const card of cards) card.hidden = !(isWanted(card) && weighs(card) && textOf(card).includes(wanted));
    });
    const datasets = cards.filter((card) => !card.hidden).length;
    const found = showFindings(wanted, severities, isWanted);
    for (const line of lines) line.hidden = !textOf(line).includes(wanted);
    const status = byId("found"), filtered = wanted || severities.size < boxes("severity").length || !every;
    const told = { "{found}": found, "{total}": total, "{datasets}": datasets, "{all}": cards.length };
    status.textContent = filtered ? status.dataset.template.replace(/\{\w+\}/g, (name) => told[name]) : "";
  }

  const orders = {
    number: (one) => Number(one.dataset.number), rank: (one) => Number(one.dataset.rank),
    found: (one) => -Number(one.dataset.found), points: (one) => Number(one.dataset.points),
    title: (one) => one.querySelector(".name").textContent,
  };
  function sort() {
    const by = orders[byId("order").value], order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const compare = (one, other) => {
      const [a, b] = [by(one), by(other)];
      return (typeof a === "string" ? order.compare(a, b) : a - b) || orders.number(one) - orders.number(other);
    };
    apart(() => { for (const list of lists) list.append(...all(":scope > [data-ds]", list).sort(compare)); });
  }

  function reveal() {
    const name = decodeURIComponent(location.hash.slice(1)), target = name && byId(name);
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      part.hidden = false;
      if (part instanceof HTMLDetailsElement) part.open = true;
    }
    if (byAnchor.has(name)) target.querySelector("details").open = true;
    target.scrollIntoView();
  }

  const openAll = (open) => () => { for (const card of cards) if (!card.hidden) card.querySelector("details").open = open; };
  let waiting;
  byId("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 150); });
  byId("filter").addEventListener("submit", (event) => { event.preventDefault(); update(); });
  byId("filter").addEventListener("change", (event) => (event.target.id === "order" ? sort() : update()));
  byId("filter").addEventListener("reset", () => setTimeout(() => { update(); sort(); }));
  byId("open").addEventListener("click", openAll(true));
  byId("close").addEventListener("click", openAll(false));
  byId("print").addEventListener("click", () => print());
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => { for (const more of all("details.more")) more.open = true; openAll(true)(); });
  byId("filter").hidden = !total && !cards.length;
  reveal();
})();
