// Makes the page richer: all of it can be read without.
"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
  const say = make("p", "", { className: "unseen", role: "status" });
  document.body.append(say);

  // Tables: sort by a column, and show many rows only on demand.
  const many = (table) => (table.classList.contains("scores") ? 5 : 8);
  const value = (cell) => {
    const data = cell?.querySelector("data");
    return data ? Number(data.value) : (cell?.textContent ?? "").trim().toLowerCase();
  };
  const sort = (table, column, header) => {
    const up = header.ariaSort === "descending";
    all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
    header.ariaSort = up ? "ascending" : "descending";
    const order = (a, b) => {
      const [x, y] = [value(a.cells[column]), value(b.cells[column])];
      const by = typeof x === typeof y ? (x > y) - (x < y) : typeof x === "number" ? 1 : -1;
      return up ? by : -by;
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(order));
    fold(table);
    say.textContent = `Sorted by ${header.textContent}, ${header.ariaSort}.`;
  };
  const fold = (table) => {
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const wanted = !row.classList.contains("left");
      row.hidden = !wanted || (!table.dataset.whole && ++shown > many(table));
    }
    const more = table.more;
    if (more) {
      const rest = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("left")).length - many(table);
      more.hidden = rest <= 0;
      more.textContent = table.dataset.whole ? `Show the first ${many(table)}` : `Show ${rest.toLocaleString("en")} more`;
      more.ariaExpanded = String(Boolean(table.dataset.whole));
    }
  };
  for (const table of all("table")) {
    all("thead th", table).forEach((header, column) => {
      const button = make("button", header.textContent, { type: "button" });
      button.addEventListener("click", () => sort(table, column, header));
      header.replaceChildren(button);
    });
    if (table.tBodies[0].rows.length > many(table)) {
      table.more = make("button", "", { type: "button", className: "plain" });
      table.more.addEventListener("click", () => {
        table.dataset.whole = table.dataset.whole ? "" : "yes";
        fold(table);
      });
      table.parentElement.after(table.more);
    }
    fold(table);
  }

  // A link to a folded row unfolds what hides it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    const table = target.closest("table");
    if (table && target.hidden) {
      target.classList.remove("left");
      table.dataset.whole = "yes";
      fold(table);
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  // On paper nobody follows links: what they lead to stays folded, the limits of a figure do not.
  addEventListener("beforeprint", () => {
    for (const table of all("section:not(#sources) table")) { table.dataset.whole = "yes"; fold(table); }
    for (const folded of all("details.notes")) folded.open = true;
  });

  // Marks of charts: what they say, on hover and with the arrow keys.
  const tip = make("div", "", { id: "tip", hidden: true, ariaHidden: "true" });
  document.body.append(tip);
  let current = null; // what the tip is about
  let chosen = null; // the mark that the arrow keys reached: a resting pointer under which the page scrolls must not take it away
  const show = (mark) => {
    current?.classList.remove("on");
    current = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("on");
    tip.textContent = mark.getAttribute("aria-label");
    beside(mark);
  };
  const beside = (mark) => {
    const box = mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 0 ? above : Math.min(box.bottom + 8, innerHeight - tip.offsetHeight - 8)}px`;
  };
  const MARK = ".role-mark [aria-label]";
  for (const chart of all(".chart")) {
    chart.addEventListener("pointerover", (event) => show(event.target.closest?.(MARK) ?? chosen));
    chart.addEventListener("pointerleave", () => show(chosen));
    chart.addEventListener("blur", () => show((chosen = null)));
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") return show((chosen = null));
      const link = chosen?.closest("a")?.getAttribute("href");
      if (event.key === "Enter" && link) { show((chosen = null)); location.hash = link; }
      if (!step) return;
      const marks = all(MARK, chart);
      const from = Math.max(marks.indexOf(chosen), step < 0 ? 0 : -1);
      chosen = marks.at((from + step) % marks.length);
      event.preventDefault();
      show(chosen);
      say.textContent = chosen.getAttribute("aria-label");
    });
  }
  addEventListener("scroll", () => current && beside(current), { passive: true });

  // The list of sections says where the reader is.
  const listed = new Map(all("nav a").map((link) => [link.getAttribute("href").slice(1), link]));
  const near = new IntersectionObserver((entries) => {
    const seen = entries.find((entry) => entry.isIntersecting);
    if (!seen) return;
    for (const link of listed.values()) link.removeAttribute("aria-current");
    listed.get(seen.target.id)?.setAttribute("aria-current", "true");
  }, { rootMargin: "0px 0px -75% 0px" });
  all("main > section").forEach((part) => near.observe(part));

  // Filters: by area, by period, by any text.
  const place = document.getElementById("controls");
  if (place) {
    const areas = JSON.parse(place.dataset.areas);
    const field = (label, control) => {
      const whole = make("label", label);
      whole.append(control);
      place.append(whole);
      control.addEventListener("input", filter);
      return control;
    };
    const area = make("select", "");
    area.append(make("option", "all areas", { value: "" }), ...areas.map((name) => make("option", name, { value: name })));
    const from = make("input", "", { type: "date" });
    const to = make("input", "", { type: "date" });
    const text = make("input", "", { type: "search" });
    const clear = make("button", "Clear", { type: "button", className: "plain" });
    function filter() {
      const words = text.value.trim().toLowerCase();
      const within = (at) => (!from.value || at >= from.value.slice(0, at.length)) && (!to.value || at <= to.value.slice(0, at.length));
      for (const row of all("tbody tr")) {
        const { area: of, at } = row.dataset;
        const wanted = (!area.value || !of || of === area.value) && (!at || within(at)) &&
          (!words || row.textContent.toLowerCase().includes(words));
        row.classList.toggle("left", !wanted);
      }
      for (const mark of all(`.chart ${MARK}`)) {
        const said = mark.getAttribute("aria-label");
        const at = /^\d{4}(-\d\d)?(-\d\d)?(?= )/.exec(said)?.[0];
        const about = (name) => said.startsWith(`${name}: `) || said.includes(`· ${name}: `);
        const elsewhere = area.value && !about(area.value) && areas.some(about);
        mark.classList.toggle("off", Boolean((at && !within(at)) || elsewhere));
      }
      all("table").forEach(fold);
    }
    field("Area", area);
    field("From", from);
    field("To", to);
    field("Rows with", text);
    clear.addEventListener("click", () => {
      for (const control of [area, from, to, text]) control.value = "";
      filter();
    });
    place.append(clear);
    place.hidden = false;
  }
  reveal();
})();
