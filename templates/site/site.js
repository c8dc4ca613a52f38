// Filters the list that is already on the page. State lives in the address: index.html#q=baum&theme=envi&format=csv
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const search = byId("search"), facets = byId("facets"), panel = byId("panel"), query = byId("q"), order = byId("order");
  const list = byId("datasets"), found = byId("found"), chosen = byId("chosen"), chips = chosen.querySelector("ul");
  const language = document.documentElement.lang;
  const write = (number) => number.toLocaleString(language);

  // "Bäume", "BAEUME" and "baume" find each other: one spelling writes ä as ae, the other drops the dots.
  const plain = (text) => text.toLowerCase().replace(/ß/g, "ss");
  const bare = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const spelt = (text) => bare(text.normalize("NFC").replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue"));
  const fold = (text) => [spelt(plain(text)), bare(plain(text))];

  const boxes = [...facets.querySelectorAll("input[type=checkbox]")].map((box) => ({
    box, facet: box.name, token: box.value, label: box.nextElementSibling.textContent,
    count: box.parentElement.querySelector(".count"), line: box.parentElement,
  }));
  const names = [...new Set(boxes.map((item) => item.facet))];
  const items = [...list.children].map((element, place) => ({
    element, place, modified: element.dataset.modified,
    text: fold(element.textContent + " " + element.dataset.words),
    tokens: names.map((name) => (element.dataset[name] || "").split(" ")),
  }));

  function readState() {
    const state = new URLSearchParams(location.hash.slice(1));
    query.value = state.get("q") || "";
    order.value = state.get("sort") === "modified" ? "modified" : "";
    for (const item of boxes) item.box.checked = state.getAll(item.facet).includes(item.token);
    for (const more of facets.querySelectorAll(".more")) if (more.querySelector(":checked")) more.open = true;
  }

  function writeState() {
    const state = new URLSearchParams();
    if (query.value.trim()) state.set("q", query.value.trim());
    for (const item of boxes) if (item.box.checked) state.append(item.facet, item.token);
    if (order.value) state.set("sort", order.value);
    const hash = state.toString();
    if (hash === location.hash.slice(1)) return;
    try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); }
    catch { location.replace("#" + hash); }
  }

  function showMatches() {
    const words = query.value.split(/\s+/).filter(Boolean).map(fold);
    const wanted = names.map((name) => boxes.filter((item) => item.facet === name && item.box.checked).map((item) => item.token));
    const counts = names.map(() => new Map());
    const visible = [];
    for (const item of inOrder()) {
      const hit = words.every((word) => word.some((form, way) => item.text[way].includes(form)));
      const failing = names.map((_, n) => n).filter((n) => wanted[n].length && !wanted[n].some((token) => item.tokens[n].includes(token)));
      // An option's count says how many datasets it would show: its own facet does not narrow it.
      if (hit && failing.length < 2) {
        for (const n of failing.length ? failing : names.keys()) {
          for (const token of item.tokens[n]) counts[n].set(token, (counts[n].get(token) || 0) + 1);
        }
      }
      if (hit && !failing.length) visible.push(item.element);
    }
    // Taking entries out of the page is much faster than hiding them: browsers lay long runs of hidden ones out slowly.
    list.replaceChildren(...visible);
    for (const item of boxes) {
      const count = counts[names.indexOf(item.facet)].get(item.token) || 0;
      item.count.textContent = write(count);
      item.line.classList.toggle("none", !count);
    }
    found.textContent = found.dataset.template.replace("{found}", write(visible.length));
    byId("nothing").hidden = visible.length > 0;
    showChosen(words.length > 0);
  }

  function showChosen(searching) {
    const active = boxes.filter((item) => item.box.checked);
    chips.replaceChildren(...active.map((item) => {
      const line = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = item.label;
      button.setAttribute("aria-label", chosen.dataset.remove.replace("{label}", () => item.label));
      button.addEventListener("click", () => { item.box.checked = false; update(); (chips.querySelector("button") || list).focus(); });
      line.append(button);
      return line;
    }));
    chosen.hidden = !active.length && !searching;
    byId("filters-set").textContent = write(active.length);
    byId("filters-set").hidden = !active.length;
  }

  function inOrder() {
    if (!order.value) return items;
    // The place sets equal dates apart, and entries without a date come last.
    return [...items].sort((a, b) => (a.modified < b.modified ? 1 : a.modified > b.modified ? -1 : a.place - b.place));
  }

  function update() { writeState(); showMatches(); }

  let waiting;
  query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 150); });
  search.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); update(); });
  facets.addEventListener("submit", (event) => event.preventDefault());
  facets.addEventListener("change", update);
  order.addEventListener("change", update);
  byId("reset").addEventListener("click", () => {
    for (const item of boxes) item.box.checked = false;
    query.value = "";
    update();
    query.focus();
  });
  // The skip link must not overwrite the filters in the address.
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
  window.addEventListener("hashchange", () => { readState(); showMatches(); });

  const wide = matchMedia("(min-width: 60rem)");
  const fit = () => { panel.open = wide.matches; panel.firstElementChild.tabIndex = wide.matches ? -1 : 0; };
  wide.addEventListener("change", fit);
  fit();
  list.tabIndex = -1;
  search.hidden = byId("sort").hidden = false;
  facets.hidden = !boxes.length;
  readState();
  showMatches();
})();
