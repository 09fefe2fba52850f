// The page for comparing: choose two or three processes, and see the table that comparison.js makes.
// Text of strangers is only ever set as textContent; what is chosen stands in the address.
"use strict";

(() => {
  const form = document.querySelector("form[data-compare]");
  if (!form) return;
  const MOST = 3;
  const engine = new URL("comparison.js", document.currentScript.src).href;
  const { root, compare: data } = form.dataset;
  const status = document.querySelector(".comparing > .count");
  const area = document.querySelector(".compared");
  const ready = document.querySelector(".ready");
  const selects = [...form.querySelectorAll("select")];
  const field = form.querySelector("input[type=search]");
  const onlyDifferent = form.elements.namedItem("verschil");
  const amount = document.getElementById("v-aantal");
  const title = document.title;
  const loaded = new Map();
  let items = [];
  let words = null;
  let turn = 0;

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const read = async (name) => {
    const answer = await fetch(`${data}${name}.json`);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const named = (item) => [item.who.join(", "), item.title].filter(Boolean).join(": ");

  // --- choosing ---------------------------------------------------------------------------------

  const offer = () => {
    const asked = fold(field.value).split(/\s+/).filter(Boolean);
    const found = items.filter((item) => asked.every((word) => item.search.includes(word)));
    amount.textContent = asked.length ? `${found.length} van ${items.length} processen` : `${items.length} processen`;
    const chosen = selects.map((select) => select.value);
    for (const [at, select] of selects.entries()) {
      const groups = new Map();
      for (const item of items) {
        const isFree = !chosen.some((slug, other) => other !== at && slug === item.slug);
        if (item.slug !== chosen[at] && !(isFree && found.includes(item))) continue;
        const name = item.products[0] ?? "Zonder product";
        groups.set(name, [...(groups.get(name) ?? []), item]);
      }
      const parts = [...groups].sort(([a], [b]) => a.localeCompare(b, "nl")).map(([name, group]) => {
        const part = make("optgroup");
        part.label = name;
        part.append(...group.map((item) => new Option(named(item), item.slug)));
        return part;
      });
      select.replaceChildren(new Option("Kies een proces", ""), ...parts);
      select.value = chosen[at];
    }
  };
  const choose = (asked) => {
    const known = new Set(items.map((item) => item.slug));
    const distinct = [...new Set(asked)];
    const wanted = distinct.filter((slug) => known.has(slug));
    const said = [];
    if (distinct.length < asked.length) said.push("Een proces stond er twee keer in; we tonen het één keer.");
    if (wanted.length < distinct.length) said.push("Een proces uit dit adres kennen we niet, of niet meer.");
    if (wanted.length > MOST) said.push(`U ziet de eerste ${MOST} processen; meer past niet naast elkaar.`);
    for (const [at, select] of selects.entries()) {
      if (wanted[at]) select.append(new Option("", wanted[at]));
      select.value = wanted[at] ?? "";
    }
    offer();
    return said;
  };
  const remember = (slugs) => {
    const query = new URLSearchParams(slugs.map((slug) => ["met", slug]));
    if (onlyDifferent.checked) query.set("verschil", "1");
    const asked = query.toString();
    history.replaceState(null, "", asked ? `?${asked}` : location.pathname);
  };

  // --- the table --------------------------------------------------------------------------------

  const away = (url, text) => {
    if (!/^https?:\/\/[^\s"'<>\\@]+$/i.test(url)) return text;
    const link = make("a", text);
    link.href = url;
    link.rel = "nofollow noopener";
    return link;
  };
  const entry = (parent, one) => {
    parent.append(one.text);
    if (one.small) parent.append(" ", make("small", one.small));
    return parent;
  };
  const cellOf = (cell, label) => {
    const box = make("td");
    box.dataset.label = label;
    if (!cell.entries.length) box.append(make("span", cell.blank, "blank"));
    else if (cell.entries.length === 1) entry(box, cell.entries[0]);
    else {
      const list = make("ul");
      list.append(...cell.entries.map((one) => entry(make("li"), one)));
      box.append(list);
    }
    return box;
  };
  const rowOf = (line, labels) => {
    const row = make("tr", "", `is-${line.state}`);
    const head = make("th", line.label);
    head.scope = "row";
    const verdict = make("span", "", "verdict");
    const sign = make("b", line.sign);
    sign.setAttribute("aria-hidden", "true");
    verdict.append(sign, ` ${line.said}`);
    head.append(" ", verdict);
    if (line.more) head.append(" ", make("small", line.more));
    row.append(head, ...line.cells.map((cell, at) => cellOf(cell, labels[at])));
    return row;
  };
  const tableOf = (sides, labels, caption, lines, first) => {
    const table = make("table", "", "rows compare");
    const heads = make("tr");
    const cells = [make("th", first), ...sides.map((side, at) => {
      const head = make("th");
      const link = make("a", labels[at]);
      link.href = root + side.page;
      head.append(link);
      if (side.title !== labels[at]) head.append(" ", make("small", side.title));
      return head;
    })];
    for (const head of cells) head.scope = "col";
    heads.append(...cells);
    const top = make("thead");
    top.append(heads);
    const body = make("tbody");
    body.append(...lines.map((line) => rowOf(line, labels)));
    table.append(make("caption", caption), top, body);
    return table;
  };
  const sourceOf = (source) => {
    const line = make("li");
    if (!source.parts) {
      line.append("bron: ", away(source.url, source.who), source.seen ? ` · gezien ${source.seen}` : "");
      return line;
    }
    line.append(`${source.parts}: `, away(source.url, source.who), ", licentie ", away(source.licence_url, source.licence));
    if (source.changes) line.append(`. ${source.changes}`);
    return line;
  };
  const sourcesOf = (sides, labels) => {
    const section = make("section", "", "sources");
    section.append(make("h2", "Waar dit vandaan komt"));
    sides.forEach((side, at) => {
      const list = make("ul");
      list.append(...side.sources.map(sourceOf));
      section.append(make("h3", labels[at]), list);
    });
    return section;
  };
  const show = (sides, view) => {
    const { labels, facts, steps, notes } = view(sides, words);
    const parts = [];
    if (facts.length) parts.push(tableOf(sides, labels, "Gegevens", facts, "Wat"));
    if (steps.length) parts.push(tableOf(sides, labels, words.others.steps, steps, "Vergelijking"));
    parts.push(...notes.map((note) => make("p", note, "bron")), sourcesOf(sides, labels));
    area.replaceChildren(...parts);
    document.title = `${labels.join(", ")}: ${title}`;
  };
  const hide = () => area.classList.toggle("only-different", onlyDifferent.checked);

  const run = async (said = []) => {
    const mine = ++turn;
    const slugs = selects.map((select) => select.value).filter(Boolean);
    const tell = (...more) => { status.textContent = [...said, ...more].join(" "); };
    remember(slugs);
    hide();
    ready?.classList.toggle("later", slugs.length > 1);
    if (slugs.length < 2) {
      area.replaceChildren();
      document.title = title;
      return tell(slugs.length ? "Kies nog een proces om te vergelijken." : "");
    }
    try {
      const { view } = await import(engine);
      for (const slug of slugs) if (!loaded.has(slug)) loaded.set(slug, await read(slug));
      if (mine !== turn) return undefined;
      const sides = slugs.map((slug) => loaded.get(slug));
      show(sides, view);
      return tell(view(sides, words).summary || "De stappen zijn niet te vergelijken; de gegevens wel.");
    } catch {
      if (mine === turn) {
        area.replaceChildren();
        tell("De vergelijking kon niet worden geladen. Probeer het later opnieuw.");
      }
      return undefined;
    }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  for (const select of selects) select.addEventListener("change", () => { offer(); run(); });
  onlyDifferent.addEventListener("change", () => run());
  form.addEventListener("reset", () => setTimeout(() => { choose([]); run(); }));
  let timer;
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(offer, 200); });

  const start = async () => {
    try {
      ({ items, words } = await read("index"));
    } catch {
      status.textContent = "De lijst met processen kon niet worden geladen.";
      return;
    }
    items.sort((a, b) => named(a).localeCompare(named(b), "nl"));
    for (const item of items) item.search = fold([item.title, ...item.who, ...item.products].join(" "));
    const query = new URLSearchParams(location.search);
    onlyDifferent.checked = query.get("verschil") === "1";
    form.hidden = false;
    await run(choose(query.getAll("met").filter(Boolean)));
  };
  start();
})();
