// Filters of the table with products and levels of service. Without JavaScript the table stands there.
// Text of strangers is only ever set as textContent; the filters stand in the address.
"use strict";

(() => {
  const form = document.querySelector("form[data-services]");
  if (!form) return;

  const STEP = 50; // PER_PAGE in knowledge/services/pages.py is the same
  const KNOWN = 2, FIRST = 3, CLASH = 9; // places in a row: title, page, known, six levels, clash, themes
  const root = form.dataset.root;
  const levels = form.dataset.levels.split(",");
  const words = form.dataset.words.split(",");
  const table = document.querySelector("table.counts");
  const status = document.querySelector(".count");
  const pager = document.querySelector(".pager");
  const more = document.querySelector(".more");
  const before = { head: [...table.tHead.rows], rows: [...table.tBodies[0].rows], caption: table.caption.textContent, status: status.textContent };
  let grid = null;
  let loading = null;

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (value) => value.toLocaleString("nl-NL");
  const values = () => Object.fromEntries(new FormData(form));
  const remember = (asked) => {
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };
  const load = () => {
    loading ??= fetch(form.dataset.services).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then((data) => { grid = data; }, (error) => { loading = null; throw error; });
    return loading;
  };

  const first = (title, path, anchor = "#dienstverlening") => {
    const head = make("th");
    head.scope = "row";
    const link = make("a", title);
    link.href = root + path + anchor;
    head.append(link);
    return head;
  };
  const cell = (label, ...what) => {
    const made = make("td");
    made.dataset.label = label;
    made.append(...what);
    return made;
  };
  const clash = (text) => make("strong", text, "tag tag-disputed");

  // One row per product: how many municipalities offer each level.
  const countRow = (product) => {
    const row = make("tr");
    const head = first(product[0], product[1]);
    const disputed = product[CLASH];
    if (disputed) head.append(" ", clash(`${number(disputed)} keer spreken bronnen elkaar tegen`));
    row.append(head, cell("Bekend bij", number(product[KNOWN])));
    levels.forEach((_, at) => row.append(cell(capital(words[at]), number(product[FIRST + at]))));
    return row;
  };
  // One row per product of one municipality: a word for each level, never the colour alone.
  const cellRow = ([product, , yes, no, both]) => {
    const row = make("tr");
    const [title, path] = grid.products[product];
    const highest = levels.findLastIndex((_, at) => yes & (1 << at));
    row.append(first(title, path), cell("Hoogste", highest < 0 ? "niets gevonden" : words[highest]));
    levels.forEach((_, at) => {
      const bit = 1 << at;
      const said = both & bit ? "ja en nee" : yes & bit ? "ja" : no & bit ? "nee" : "niet bekend";
      row.append(cell(capital(words[at]), said));
    });
    return row;
  };
  const heads = (second) => {
    const row = make("tr");
    for (const word of ["Product", second, ...words.map(capital)]) {
      const head = make("th", word);
      head.scope = "col";
      row.append(head, " ");
    }
    table.tHead.replaceChildren(row);
  };

  const show = (found, made, from) => {
    const body = table.tBodies[0];
    body.append(...found.slice(from, from + STEP).map(made));
    more.replaceChildren();
    if (found.length > from + STEP) {
      const button = make("button", `Toon er nog ${Math.min(STEP, found.length - from - STEP)}`, "plain");
      button.type = "button";
      button.addEventListener("click", () => {
        show(found, made, from + STEP);
        body.rows[from + STEP].querySelector("a").focus();
      });
      more.append(button);
    }
  };
  const restore = () => {
    table.tHead.replaceChildren(...before.head);
    table.caption.textContent = before.caption;
    table.tBodies[0].replaceChildren(...before.rows);
    more.replaceChildren();
    status.textContent = before.status;
    if (pager) pager.hidden = false;
  };
  const apply = async () => {
    remember(values());
    if (!Object.values(values()).some(Boolean)) return restore();
    try { await load(); } catch { status.textContent = "De gegevens konden niet worden geladen."; return; }
    const now = values();
    const asked = fold(now.product ?? "").split(/\s+/).filter(Boolean);
    const at = levels.indexOf(now.niveau);
    const named = (product) => {
      const row = grid.products[product];
      return (!now.thema || row.includes(now.thema, CLASH + 1)) && asked.every((word) => fold(row[0]).includes(word));
    };
    const place = grid.municipalities.findIndex(([name]) => name === now.gemeente);
    if (pager) pager.hidden = true;
    table.tBodies[0].replaceChildren();
    let found;
    if (now.gemeente) {
      found = grid.cells.filter(([product, town, yes]) => town === place && named(product) && (at < 0 || yes & (1 << at)));
      heads("Hoogste");
      table.caption.textContent = `Hoe ver u online komt bij ${now.gemeente}`;
      show(found, cellRow, 0);
    } else {
      found = grid.products.filter((product, index) => named(index) && (at < 0 || product[FIRST + at]));
      heads("Bekend bij");
      table.caption.textContent = before.caption;
      show(found, countRow, 0);
    }
    const word = found.length === 1 ? "product" : "producten";
    status.textContent = found.length ? `${number(found.length)} ${word} gevonden` : "Niets gevonden. Wis een filter of kies iets anders.";
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  let timer;
  form.elements.namedItem("product").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 250); });
  form.addEventListener("focusin", () => { load().catch(() => {}); }, { once: true });
  if (Object.values(values()).some(Boolean)) apply();
})();
