// Sorting and filtering of tables: `data-sorteer` on a table is enough. Without JavaScript the
// table stands there whole. Text of strangers is only ever read, or set as textContent.
// On a cell `data-waarde` is what is sorted by; on a head `data-soort` is getal, datum or tekst, and
// `data-keuze` gives the column a list to choose from. What is chosen stands in the address.
"use strict";

(() => {
  const FEW = 5; // a shorter table needs no filter
  const MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
  const NOTHING = new Set(["", "–", "-", "onbekend", "niet bekend"]);
  const dutch = new Intl.Collator("nl", { numeric: true, sensitivity: "base" });

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const count = (value) => value.toLocaleString("nl-NL");
  const line = (text) => text.replace(/\s+/g, " ").trim();

  // What a cell says: its own value, else its text; nothing where it says that nothing is known.
  const said = (cell) => {
    const text = cell ? line(cell.dataset.waarde ?? cell.textContent) : "";
    return NOTHING.has(text.toLowerCase()) ? "" : text;
  };
  // A number as Dutch readers write it, or as a program does where the cell has its own value.
  const asNumber = (text, isPlain) => {
    const bare = text.replace(/^€\s*/, "").replace(/\s*%$/, "");
    if (isPlain && /^-?\d+(\.\d+)?$/.test(bare)) return Number(bare);
    return /^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(bare) ? Number(bare.replaceAll(".", "").replace(",", ".")) : NaN;
  };
  // A day, month or year as a text that sorts: 2026-11-23 or 23 november 2026.
  const asDay = (text) => {
    if (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return text;
    const found = /^(?:(\d{1,2}) )?([a-z]+) (\d{4})$/.exec(text.toLowerCase());
    const month = found ? MONTHS.indexOf(found[2]) + 1 : 0;
    if (!month) return "";
    const [day, both] = [found[1] ?? "", `${found[3]}-${String(month).padStart(2, "0")}`];
    return day ? `${both}-${day.padStart(2, "0")}` : both;
  };
  const plainly = (cell) => Boolean(cell && cell.dataset.waarde !== undefined);

  const kindOf = (head, cells) => {
    if (head.dataset.soort) return head.dataset.soort;
    const full = cells.filter((cell) => said(cell));
    if (!full.length) return "tekst";
    if (full.every((cell) => !Number.isNaN(asNumber(said(cell), plainly(cell))))) return "getal";
    return full.every((cell) => asDay(said(cell))) ? "datum" : "tekst";
  };
  const keyOf = (kind, cell) => {
    const text = said(cell);
    if (!text) return null;
    if (kind === "getal") { const value = asNumber(text, plainly(cell)); return Number.isNaN(value) ? null : value; }
    return kind === "datum" ? asDay(text) || text : text;
  };
  const compare = (kind, a, b) => (kind === "getal" ? a - b : kind === "datum" ? (a < b ? -1 : a > b ? 1 : 0) : dutch.compare(a, b));

  const enhance = (table, place) => {
    const body = table.tBodies[0];
    const head = table.tHead?.rows[table.tHead.rows.length - 1];
    if (!body || !head || body.rows.length < 2) return;

    const suffix = place ? String(place + 1) : ""; // a second table on the page has names of its own
    const names = { sort: `sorteer${suffix}`, filter: `bevat${suffix}` };
    const heads = [...head.cells];
    const rows = [...body.rows];
    const kinds = heads.map((one, at) => kindOf(one, rows.map((row) => row.cells[at])));
    const texts = rows.map((row) => fold(line(row.textContent)));
    const shown = new Map(rows.map((row) => [row, true]));
    const choices = new Map();
    let sorted = { at: -1, down: false };
    let box = null;

    const status = make("p", "", "count");
    status.setAttribute("role", "status");
    status.setAttribute("aria-live", "polite");
    const tell = (isFirst = false) => {
      const number = rows.filter((row) => shown.get(row)).length;
      const all = `${count(rows.length)} rijen`;
      const how = sorted.at < 0 ? "" : `, op volgorde van ${line(heads[sorted.at].textContent)}, ${sorted.down ? "aflopend" : "oplopend"}`;
      const isPlain = number === rows.length && !how;
      status.textContent = isFirst && isPlain ? "" : (number === rows.length ? all : `${count(number)} van ${all}`) + how;
    };
    const remember = () => {
      const query = new URLSearchParams(location.search);
      const set = (name, value) => (value ? query.set(name, value) : query.delete(name));
      set(names.sort, sorted.at < 0 ? "" : `${sorted.at + 1}${sorted.down ? "-af" : ""}`);
      set(names.filter, box?.value.trim());
      for (const [name, field] of choices) set(name, field.value);
      const text = query.toString();
      history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    };

    // The rows in order; what is not known comes last, whichever way, and equals stay as they were.
    const order = () => {
      const made = document.createDocumentFragment();
      let found = rows;
      if (sorted.at >= 0) {
        const kind = kinds[sorted.at];
        const keys = new Map(rows.map((row) => [row, keyOf(kind, row.cells[sorted.at])]));
        const way = sorted.down ? -1 : 1;
        found = [...rows].sort((a, b) => {
          const [left, right] = [keys.get(a), keys.get(b)];
          if (left === null || right === null) return (left === null) - (right === null);
          return way * compare(kind, left, right);
        });
      }
      for (const row of found) made.append(row);
      body.append(made);
      heads.forEach((one, at) => {
        if (one.querySelector("button.sort")) one.setAttribute("aria-sort", at !== sorted.at ? "none" : sorted.down ? "descending" : "ascending");
      });
    };
    const sieve = () => {
      const words = fold(box?.value ?? "").split(/\s+/).filter(Boolean);
      const asked = [...choices.values()].filter((field) => field.value);
      rows.forEach((row, at) => {
        const fits = words.every((word) => texts[at].includes(word)) && asked.every((field) => line(row.cells[field.dataset.at].textContent) === field.value);
        shown.set(row, fits);
        row.hidden = !fits;
      });
    };
    const press = (at) => {
      // up, down, and as the page gave it
      sorted = sorted.at !== at ? { at, down: false } : sorted.down ? { at: -1, down: false } : { at, down: true };
      order(); tell(); remember();
    };

    heads.forEach((one, at) => {
      if (one.dataset.sorteer === "nee" || !line(one.textContent)) return;
      const button = make("button", "", "sort");
      button.type = "button";
      button.append(...one.childNodes);
      button.addEventListener("click", () => press(at));
      one.append(button);
    });

    const field = (id, label, input) => {
      const part = make("div");
      const word = make("label", label);
      word.htmlFor = input.id = id;
      part.append(word, input);
      return part;
    };
    const tools = make("form", "", "filters table-tools");
    tools.setAttribute("aria-label", `Filter: ${line(table.caption?.textContent ?? "de tabel")}`);
    if (rows.length > FEW) {
      box = make("input");
      box.type = "search";
      box.autocomplete = "off";
      tools.append(field(`tabel-bevat${suffix}`, "Tabel bevat", box));
    }
    heads.forEach((one, at) => {
      if (one.dataset.keuze === undefined) return;
      const select = make("select");
      select.dataset.at = at;
      const values = [...new Set(rows.map((row) => line(row.cells[at].textContent)))].sort(dutch.compare);
      select.append(new Option("Alles", ""), ...values.map((value) => new Option(value, value)));
      const label = line(one.textContent);
      choices.set(`${fold(label).replace(/[^a-z0-9]+/g, "-")}${suffix}`, select);
      tools.append(field(`tabel-keuze-${at}${suffix}`, label, select));
    });
    const apply = () => { sieve(); tell(); remember(); };
    if (tools.children.length) {
      let timer;
      tools.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
      tools.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 150); });
    }

    const frame = table.closest(".scroll") ?? table;
    if (tools.children.length) frame.before(tools);
    frame.before(status);
    table.classList.add("sortable");

    const query = new URLSearchParams(location.search);
    const asked = /^(\d{1,3})(-af)?$/.exec(query.get(names.sort) ?? "");
    const at = asked ? Number(asked[1]) - 1 : -1;
    if (heads[at]?.querySelector("button.sort")) { sorted = { at, down: Boolean(asked[2]) }; }
    if (box) box.value = query.get(names.filter) ?? "";
    for (const [name, select] of choices) {
      const value = query.get(name) ?? "";
      if ([...select.options].some((option) => option.value === value)) select.value = value;
    }
    order(); sieve(); tell(true);
  };

  document.querySelectorAll("table[data-sorteer]").forEach(enhance);
})();
