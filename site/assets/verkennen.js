// The explorer: one thing in the middle, its neighbours in a list and in a picture beside it.
// The list is complete; the picture is the extra. What is chosen stands in the address.
// Text of strangers is only ever set as textContent, or drawn as letters.

import { chosen, fair, grouped, isKey, nameOf, neighbours, reader, Refused } from "./verkennen_data.js";
import { picture } from "./verkennen_beeld.js";

const DRAWN = { wide: 40, narrow: 12, child: 12 };
const MUCH = 24; // neighbours that need the whole width
const FOUND = 12;
const form = document.querySelector("form[data-explore]");
const { root, explore: base, files } = form.dataset;
const field = form.querySelector("input");
const amount = document.getElementById("k-aantal");
const hits = form.querySelector(".found-things");
const status = document.querySelector(".explore-count");
const hood = document.querySelector(".hood");
const heading = document.getElementById("k-midden");
const about = hood.querySelector(".hood-about");
const filters = hood.querySelector(".hood-filters");
const lists = hood.querySelector(".hood-lists");
const parts = hood.querySelector(".hood-parts");
const tree = hood.querySelector(".picture");
const said = hood.querySelector(".picture-said");
const acts = hood.querySelector(".picture-acts");
const cut = hood.querySelector(".picture-cut");
const page = document.querySelector(".exploring");
const starts = document.querySelector(".starts");
const title = document.title;

const make = (name, text, kind) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (kind) element.className = kind;
  return element;
};
const count = (number, one, more) => `${number.toLocaleString("nl-NL")} ${number === 1 ? one : more}`;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const optionsOf = (name) => [...filters.elements.namedItem(name).options].filter((option) => option.value);
const labels = new Map(["relatie", "soort", "zegt"].flatMap((name) => optionsOf(name).map((option) => [`${name}:${option.value}`, option.textContent])));
const word = (name, value) => labels.get(`${name}:${value}`) ?? value;
const words = {
  relations: optionsOf("relatie").map((option) => option.value).filter((value) => !value.endsWith("-terug")),
  kinds: optionsOf("soort").map((option) => option.value),
  strengths: optionsOf("zegt").map((option) => option.value),
};
const data = reader(base, Number(files), words);
const addressOf = (key) => `?${new URLSearchParams([["ding", key]]).toString().replaceAll("%2F", "/")}`;

let shown = null; // the neighbourhood in the middle
let opened = new Map(); // by name: the neighbourhoods that stand around a neighbour
let items = []; // what the keyboard walks along: {name, thing, rows, of, level}
let at = 0;
let view = null;
let turn = 0;

// --- the address ----------------------------------------------------------------------------------

const asked = () => {
  const query = new URLSearchParams(location.search);
  return {
    ding: (query.get("ding") ?? "").replace(/\/$/, ""), open: query.getAll("open").filter(isKey).slice(0, 8),
    relatie: query.get("relatie") ?? "", soort: query.get("soort") ?? "",
    zegt: query.get("zegt") ?? "", telt: query.get("telt") ?? "",
  };
};
const wanted = () => ({ ...Object.fromEntries(new FormData(filters)), telt: filters.elements.namedItem("telt").checked });
const remember = () => {
  const now = wanted();
  const query = new URLSearchParams([["ding", shown.thing.key]]);
  for (const name of ["relatie", "soort", "zegt"]) if (now[name]) query.set(name, now[name]);
  if (now.telt) query.set("telt", "1");
  for (const name of opened.keys()) query.append("open", name);
  history.replaceState(history.state, "", `?${query.toString().replaceAll("%2F", "/")}`);
};
const go = (key) => {
  const { zegt, telt } = wanted();
  const query = new URLSearchParams([["ding", key]]);
  if (shown && zegt) query.set("zegt", zegt);
  if (shown && telt) query.set("telt", "1");
  history.pushState({ depth: (history.state?.depth ?? 0) + 1 }, "", `?${query.toString().replaceAll("%2F", "/")}`);
  return start();
};
const back = () => {
  if (history.state?.depth) history.back();
  else status.textContent = "U bent waar u begon.";
};

// --- in words -------------------------------------------------------------------------------------

const sentence = (row, of) => {
  const [subject, object] = row.isBack ? [row.other, of] : [of, row.other];
  const relation = word("relatie", row.relation.replace(/-terug$/, ""));
  const more = [row.role, row.since].filter(Boolean).join(", ");
  return `${subject.title} ${relation} ${object.title}${more ? `: ${more}` : ""}.`;
};
const sourceOf = (row) => {
  const isWeb = /^https?:\/\/[^\s"'<>\\@]+$/i.test(row.proof);
  const isOurs = /^[a-z]+\/[a-z0-9-]+\/$/.test(row.proof);
  if (!isWeb && !isOurs) return make("span", row.source);
  const link = make("a", row.source);
  link.href = isWeb ? row.proof : root + row.proof;
  if (isWeb) link.rel = "nofollow noopener";
  return link;
};
const apartOf = (row) => row.counts ? row.state : `telt niet mee: ${row.state}`;
const whoOf = (row) => row.strength === "derived" ? "afgeleid door noaber" : `volgens ${row.who}`;
const summary = (rows, all) => {
  const counted = rows.filter((row) => row.counts);
  const by = words.strengths.map((strength) => [strength, counted.filter((row) => row.strength === strength).length]);
  const told = by.filter(([, number]) => number).map(([strength, number]) => `${number} ${strength === "derived" ? "afgeleid" : `volgens ${word("zegt", strength)}`}`);
  const unknown = rows.filter((row) => !row.since).length;
  const lines = [`${rows.length < all ? `${rows.length.toLocaleString("nl-NL")} van de ` : ""}${count(all, "relatie", "relaties")} met ${count(new Set(rows.map((row) => nameOf(row.other))).size, "buur", "buren")}.`];
  if (counted.length < rows.length) lines.push(`${count(rows.length - counted.length, "telt", "tellen")} niet mee.`);
  if (told.length) lines.push(`Wat meetelt: ${told.join(", ")}.`);
  if (unknown) lines.push(`Van ${unknown} weten we niet sinds wanneer.`);
  return lines.join(" ");
};

// --- the list -------------------------------------------------------------------------------------

const linkTo = (thing) => {
  const link = make(thing.key ? "a" : "span", thing.title);
  if (thing.lang) link.lang = thing.lang;
  if (thing.key) { link.href = addressOf(thing.key); link.dataset.ding = thing.key; }
  return link;
};
const otherWay = (relation) => relation.endsWith("-terug") ? relation.replace(/-terug$/, "") : `${relation}-terug`;
const cell = (label, ...contents) => {
  const box = make("td");
  box.dataset.label = label;
  box.append(...contents);
  return box;
};
const rowOf = (row, isFirst) => {
  const line = make("tr");
  const name = nameOf(row.other);
  line.dataset.name = name;
  const head = make("th");
  head.scope = "row";
  head.append(make("span", `${word("relatie", row.relation)} `, "unseen"), linkTo(row.other));
  const small = make("small", row.other.sort);
  if (row.other.key) {
    const link = make("a", "pagina");
    link.href = `${root}${row.other.key}/`;
    link.append(make("span", ` van ${row.other.title}`, "unseen"));
    small.append(" · ", link);
  }
  if (row.other.key && isFirst) {
    const more = make("button", opened.has(name) ? "verberg buren" : "toon buren", "as-link");
    more.type = "button";
    more.dataset.open = name;
    more.setAttribute("aria-expanded", String(opened.has(name)));
    more.append(make("span", ` van ${row.other.title}`, "unseen"));
    small.append(" · ", more);
  }
  head.append(small);
  const state = [row.role, row.since].filter(Boolean).join(", ");
  const stand = cell("Stand", state || "niet bekend");
  if (row.state) stand.append(" ", make("strong", apartOf(row), row.counts ? "tag tag-confirmed" : "tag tag-stale"));
  const proof = make("small", "bron: ");
  proof.append(sourceOf(row), row.seen ? ` · gezien ${row.seen}` : "", row.evidence > 1 ? ` · en nog ${count(row.evidence - 1, "bron", "bronnen")}` : "");
  line.append(head, stand, cell("Volgens", row.strength === "derived" ? "afgeleid door noaber" : row.who, proof));
  return line;
};
const tableOf = (hub, rows, caption) => {
  const table = make("table", "", "rows hood-list");
  const heads = make("tr");
  for (const label of ["Buur", "Stand", "Wie zegt dit?"]) {
    const head = make("th", label);
    head.scope = "col";
    heads.append(head, " ");
  }
  const top = make("thead");
  top.append(heads);
  table.append(make("caption", caption), top);
  const seen = new Set();
  for (const group of grouped(rows)) {
    const body = make("tbody");
    const line = make("tr", "", "group");
    const head = make("th", `${word("relatie", group.relation)} `);
    head.append(make("small", `(${group.rows.length.toLocaleString("nl-NL")}), andersom: ${word("relatie", otherWay(group.relation))}`));
    head.colSpan = 3;
    head.scope = "rowgroup";
    line.append(head);
    body.append(line, ...group.rows.map((row) => {
      const isFirst = hub === shown && !seen.has(nameOf(row.other));
      seen.add(nameOf(row.other));
      return rowOf(row, isFirst);
    }));
    table.append(body);
  }
  return table;
};
const list = (rows) => {
  const captions = `Buren van ${shown.thing.title}`;
  const tables = [rows.length ? tableOf(shown, rows, captions) : make("p", "Met deze keuze blijft er niets over. Kies iets anders.", "note")];
  for (const hub of opened.values()) {
    const theirs = chosen(hub.rows, { ...wanted(), relatie: "", soort: "" });
    tables.push(tableOf(hub, theirs, `Buren van ${hub.thing.title}`));
  }
  lists.replaceChildren(...tables);
};

// --- the picture and the keyboard -----------------------------------------------------------------

const noteOf = (near) => [
  near.rows.every((row) => !row.counts) ? near.rows[0].state : "",
  ...new Set(near.rows.filter((row) => row.relation !== near.relation).map((row) => `ook ${word("relatie", row.relation)}`)),
].filter(Boolean).join(" · ");
const groupsOf = (near, all) => {
  const found = new Map();
  for (const one of near) {
    if (!found.has(one.relation)) found.set(one.relation, { said: word("relatie", one.relation), leaves: [] });
    found.get(one.relation).leaves.push({ ...one, note: noteOf(one) });
  }
  for (const [relation, group] of found) {
    const number = all.filter((one) => one.relation === relation).length;
    if (number > group.leaves.length) group.said += ` (${group.leaves.length} van ${number})`;
  }
  return [...found.values()];
};
// Give all that is drawn: the neighbours up to a number, and those of the neighbours that are open.
const modelOf = (rows) => {
  const middle = { name: shown.thing.key, thing: shown.thing };
  const all = neighbours(rows);
  const most = tree.clientWidth >= 560 ? DRAWN.wide : DRAWN.narrow;
  const kept = new Set(fair(all, most));
  const first = all.filter((one) => kept.has(one) || opened.has(one.name));
  const known = new Set([middle.name, ...first.map((one) => one.name)]);
  const edges = rows.map((row) => ({ from: middle.name, to: nameOf(row.other), row }));
  const open = new Map();
  const cuts = [];
  for (const [name, hub] of opened) {
    if (!known.has(name)) continue;
    const theirs = chosen(hub.rows, { ...wanted(), relatie: "", soort: "" });
    const fresh = neighbours(theirs.filter((row) => !known.has(nameOf(row.other))));
    const kept = fair(fresh, DRAWN.child);
    for (const one of kept) known.add(one.name);
    const joined = new Set(edges.filter((edge) => opened.has(edge.from) && edge.from !== middle.name).map((edge) => `${edge.to} ${edge.from} ${edge.row.relation.replace(/-terug$/, "")}`));
    for (const row of theirs) {
      const other = nameOf(row.other);
      const isSeen = other === middle.name || joined.has(`${name} ${other} ${row.relation.replace(/-terug$/, "")}`);
      if (!isSeen) edges.push({ from: name, to: other, row });
    }
    open.set(name, { thing: hub.thing, groups: groupsOf(kept, fresh) });
    if (kept.length < fresh.length) cuts.push(`Van ${hub.thing.title}: ${kept.length} van ${fresh.length} andere buren getekend.`);
  }
  if (first.length < all.length) cuts.unshift(`${first.length} van ${all.length} buren getekend; alle ${all.length} staan in de lijst.`);
  return { middle, groups: groupsOf(first, all), open, edges, cuts };
};
const walk = (model) => {
  items = [{ name: model.middle.name, thing: shown.thing, rows: [], of: null, level: 1 }];
  for (const group of model.groups) {
    for (const leaf of group.leaves) {
      items.push({ ...leaf, of: shown.thing, level: 2 });
      for (const inner of model.open.get(leaf.name)?.groups ?? []) {
        items.push(...inner.leaves.map((child) => ({ ...child, of: leaf.thing, level: 3, parent: leaf.name })));
      }
    }
  }
  tree.querySelector(".picture-items").replaceChildren(...items.map((item, place) => {
    const words = item.rows.length ? ` ${word("relatie", item.relation)}:` : " in het midden:";
    const line = make("div", `${words} ${item.thing.title}, ${item.thing.sort}`);
    line.id = `k-${place}`;
    line.setAttribute("role", "treeitem");
    line.setAttribute("aria-level", String(item.level));
    line.setAttribute("aria-selected", "false");
    if (item.level === 1 || (item.level === 2 && item.thing.key)) line.setAttribute("aria-expanded", String(item.level === 1 || opened.has(item.name)));
    return line;
  }));
};
const act = (label, kind, work) => {
  const button = make("button", label, kind);
  button.type = "button";
  button.addEventListener("click", work);
  return button;
};
const tell = (item) => {
  const near = items.filter((one) => one.level === 2);
  const line = make("p");
  line.append(make("b", item.thing.title), ` ${item.thing.sort}`);
  if (item.level === 1) {
    line.append(`, in het midden. ${count(near.length, "buur", "buren")} in beeld.`);
    const id = make("p", "Kenmerk in de open data: ");
    id.append(make("code", shown.id));
    said.replaceChildren(line, id);
  } else {
    const place = item.level === 2 ? `, buur ${near.indexOf(item) + 1} van ${near.length} in beeld` : `, buur van ${item.of.title}`;
    line.append(place);
    said.replaceChildren(line, ...item.rows.map((row) => {
      const told = make("p", sentence(row, item.of));
      told.append(` ${whoOf(row)[0].toUpperCase()}${whoOf(row).slice(1)}`, row.state ? ` (${apartOf(row)})` : "", ". Bron: ", sourceOf(row), row.seen ? `, gezien ${row.seen}.` : ".");
      return told;
    }));
  }
  const buttons = [];
  if (item.thing.key) {
    if (item.level > 1) buttons.push(act("Zet in het midden", "plain", () => go(item.thing.key)));
    if (item.level === 2) buttons.push(act(opened.has(item.name) ? "Verberg buren" : "Toon buren", "plain", () => toggle(item.name)));
    const link = make("a", "Open de pagina");
    link.href = `${root}${item.thing.key}/`;
    buttons.push(link);
  }
  acts.querySelector(".of-one").replaceChildren(...buttons);
};
const mark = (name) => {
  for (const line of lists.querySelectorAll("tr[data-name]")) {
    if (line.dataset.name === name) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
};
const choose = (name, isFromList = false) => {
  mark(name);
  if (!view) return;
  const place = items.findIndex((item) => item.name === name);
  if (place < 0) return;
  for (const line of tree.querySelectorAll("[role=treeitem]")) line.setAttribute("aria-selected", String(line.id === `k-${place}`));
  at = place;
  tree.setAttribute("aria-activedescendant", `k-${place}`);
  view.choose(name);
  tell(items[place]);
  if (!isFromList) reveal(name);
};
// Scroll the list to a row, where the list scrolls by itself; the page stays where it is.
const reveal = (name) => {
  const line = [...lists.querySelectorAll("tr[data-name]")].find((one) => one.dataset.name === name);
  if (!line || lists.scrollHeight <= lists.clientHeight) return;
  const [box, row] = [lists.getBoundingClientRect(), line.getBoundingClientRect()];
  if (row.top < box.top || row.bottom > box.bottom) lists.scrollTop += row.top - box.top - box.height / 3;
};
const toggle = async (name) => {
  if (!isKey(name)) return;
  const mine = turn;
  if (opened.has(name)) opened.delete(name);
  else {
    const hub = await data.around(name).catch(() => null);
    if (mine !== turn) return;
    if (!hub) { status.textContent = "De buren konden niet worden geladen."; return; }
    opened.set(name, hub);
  }
  show(name);
  status.textContent = opened.has(name) ? `Buren van ${opened.get(name).thing.title} staan erbij.` : "De buren zijn verborgen.";
};
const keyed = (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target !== tree) return;
  const item = items[at];
  const to = (place) => choose(items[Math.max(0, Math.min(items.length - 1, place))].name);
  const isOpen = opened.has(item.name);
  const open = () => { if (item.level === 2 && !isOpen) toggle(item.name); };
  const keys = new Map([
    ["ArrowDown", () => to(at + 1)], ["ArrowUp", () => to(at - 1)], ["Home", () => to(0)], ["End", () => to(items.length - 1)],
    ["ArrowRight", () => (isOpen || item.level === 1 ? to(at + 1) : item.level === 2 ? open() : to(at + 1))],
    ["ArrowLeft", () => (isOpen ? toggle(item.name) : item.level === 3 ? choose(item.parent) : to(at - 1))],
    ["+", open], ["=", open], ["-", () => { if (isOpen) toggle(item.name); }],
    ["Enter", () => { if (item.level > 1 && item.thing.key) go(item.thing.key); }], ["Escape", back],
  ]);
  const work = keys.get(event.key);
  if (!work) return;
  event.preventDefault();
  work();
};

// --- all together ---------------------------------------------------------------------------------

const offer = () => {
  for (const [name, of] of [["relatie", (row) => row.relation], ["soort", (row) => row.other.kind], ["zegt", (row) => row.strength]]) {
    const select = filters.elements.namedItem(name);
    const numbers = new Map();
    for (const row of shown.rows) numbers.set(of(row), (numbers.get(of(row)) ?? 0) + 1);
    const now = select.value;
    const kept = [...labels.keys()].filter((label) => label.startsWith(`${name}:`)).map((label) => label.slice(name.length + 1));
    const options = kept.filter((value) => numbers.has(value) || value === now).map((value) => new Option(`${word(name, value)} (${numbers.get(value) ?? 0})`, value));
    select.replaceChildren(select.options[0], ...options);
    select.value = now;
  }
};
const show = (name = shown.thing.key) => {
  const rows = chosen(shown.rows, wanted());
  remember();
  const isMuch = neighbours(rows).length > MUCH;
  parts.classList.toggle("is-wide", opened.size > 0 || isMuch || parts.dataset.wide === "1");
  list(rows);
  about.textContent = `${shown.thing.sort[0].toUpperCase()}${shown.thing.sort.slice(1)}. ${summary(rows, shown.rows.length)}${shown.unnamed ? ` Ook ${shown.unnamed} organisaties gebruiken dit; die noemen we niet bij naam.` : ""}`;
  if (!view) return;
  const model = modelOf(rows);
  walk(model);
  tree.setAttribute("aria-label", `Buurt van ${shown.thing.title}`);
  view.draw(model);
  cut.textContent = model.cuts.join(" ");
  choose(items.some((item) => item.name === name) ? name : shown.thing.key);
};
const clear = (text) => {
  shown = null;
  hood.hidden = true;
  starts.hidden = false;
  page.classList.remove("has-middle");
  status.textContent = text;
  document.title = title;
};
const start = async () => {
  const mine = ++turn;
  const now = asked();
  if (!now.ding) return clear("");
  if (!isKey(now.ding)) return clear("Dit adres klopt niet. Zoek hierboven wat u wilt zien.");
  try {
    const [hub, ...others] = await Promise.all([now.ding, ...now.open].map((key) => data.around(key)));
    if (mine !== turn) return undefined;
    if (!hub) return clear("Hierover weten we niets, of niet meer. Zoek hierboven iets anders.");
    shown = hub;
    opened = new Map(others.filter(Boolean).map((other) => [other.thing.key, other]));
  } catch (error) {
    if (mine !== turn) return undefined;
    return clear(error instanceof Refused ? "De gegevens kloppen niet. Meld het ons als dit terugkomt." : "De gegevens konden niet worden geladen. Probeer het later opnieuw.");
  }
  starts.hidden = true;
  page.classList.add("has-middle");
  hood.hidden = false;
  heading.textContent = `De buurt van ${shown.thing.title}`;
  document.title = `${heading.textContent} | ${title}`;
  for (const name of ["relatie", "soort", "zegt"]) {
    const select = filters.elements.namedItem(name);
    if (labels.has(`${name}:${now[name]}`)) select.append(new Option("", now[name]));
    select.value = labels.has(`${name}:${now[name]}`) ? now[name] : "";
  }
  filters.elements.namedItem("telt").checked = now.telt === "1";
  offer();
  draw();
  show();
  status.textContent = "";
  return undefined;
};
const draw = () => {
  if (view || !tree) return;
  if (!acts.children.length) acts.append(make("div", "", "of-one"));
  if (!window.cytoscape) {
    cut.textContent = "Het beeld kon niet worden geladen. De lijst is volledig.";
    for (const part of [tree, said, acts, hood.querySelector(".legend"), document.getElementById("k-uitleg")]) part.hidden = true;
    return;
  }
  view = picture(tree.querySelector(".picture-canvas"), hood.querySelector(".picture-probe"), {
    choose, middle: (name) => { if (isKey(name) && name !== shown.thing.key) go(name); },
    drawn: () => show(items[at]?.name),
  });
  const tools = make("div", "", "picture-tools");
  const wide = act("Breder", "plain", () => {
    parts.dataset.wide = parts.dataset.wide === "1" ? "" : "1";
    wide.setAttribute("aria-pressed", String(parts.dataset.wide === "1"));
    show(items[at].name);
  });
  wide.setAttribute("aria-pressed", "false");
  wide.classList.add("make-wide");
  for (const [label, sign, work] of [["Vergroot het beeld", "+", () => view.zoom(1.3)], ["Verklein het beeld", "−", () => view.zoom(1 / 1.3)], ["Alles in beeld", "Alles", () => view.fit()]]) {
    const button = act(sign, "plain", work);
    button.setAttribute("aria-label", label);
    tools.append(button);
  }
  tools.append(wide);
  acts.append(tools);
};

// --- searching ------------------------------------------------------------------------------------

let things = null;
const search = async () => {
  const mine = field.value;
  const parts = fold(mine).split(/\s+/).filter(Boolean);
  if (!parts.length) { hits.replaceChildren(); amount.textContent = ""; return; }
  try {
    things ??= (await data.index()).map((thing) => ({ ...thing, search: fold(`${thing.title} ${thing.sort}`) }));
  } catch { amount.textContent = "De lijst kon niet worden geladen."; return; }
  if (mine !== field.value) return;
  const found = things.filter((thing) => parts.every((part) => thing.search.includes(part)));
  const rank = (thing) => (fold(thing.title).startsWith(parts[0]) ? 0 : 1);
  found.sort((a, b) => rank(a) - rank(b) || b.number - a.number || a.title.localeCompare(b.title, "nl"));
  amount.textContent = found.length ? `${count(found.length, "gevonden", "gevonden")}${found.length > FOUND ? `; u ziet de eerste ${FOUND}. Typ meer om te kiezen.` : "."}` : "Niets gevonden. Probeer een ander of korter woord.";
  hits.replaceChildren(...found.slice(0, FOUND).map((thing) => {
    const line = make("li");
    line.append(linkTo(thing), " ", make("small", `${thing.sort}, ${count(thing.number, "relatie", "relaties")}`));
    return line;
  }));
};

let timer;
field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
form.addEventListener("submit", (event) => { event.preventDefault(); hits.querySelector("a")?.click(); });
for (const link of starts.querySelectorAll("a[data-ding]")) link.href = addressOf(link.dataset.ding);
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-ding]");
  if (link && isKey(link.dataset.ding) && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    field.value = "";
    hits.replaceChildren();
    amount.textContent = "";
    await go(link.dataset.ding);
    if (shown) heading.focus();
    return;
  }
  const more = event.target.closest?.("button[data-open]");
  if (more) {
    const name = more.dataset.open;
    await toggle(name);
    [...lists.querySelectorAll("button[data-open]")].find((one) => one.dataset.open === name)?.focus();
    return;
  }
  const line = event.target.closest?.(".hood-list tr[data-name]");
  if (line) choose(line.dataset.name, true);
});
lists.addEventListener("focusin", (event) => {
  const line = event.target.closest("tr[data-name]");
  if (line) choose(line.dataset.name, true);
});
tree?.addEventListener("keydown", keyed);
filters.addEventListener("change", () => show(items[at]?.name));
filters.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("popstate", start);
form.hidden = false;
start();
