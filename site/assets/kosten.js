// The page that divides costs: choose an amount, who share and how, and see what each pays.
// The sums are in division.js. Text of strangers is only ever set as textContent; what is chosen
// stands in the address.
"use strict";

(() => {
  const form = document.querySelector("form[data-costs]");
  if (!form) return;
  const engine = new URL("division.js", document.currentScript.src).href;
  const { root, costs: data } = form.dataset;
  const MOST = 400; // members; there are fewer municipalities
  const SHOWN = 8; // organisations that a search shows
  const at = (id) => document.getElementById(`k-${id}`);
  const area = document.querySelector(".divided");
  const status = at("fout");
  const table = area.querySelector(".shares");
  const copied = area.querySelector(".copied");
  const said = area.querySelector(".doing [role=status]");
  const HEADS = { inwoners: "Inwoners", vast: "Inwoners", grootteklasse: "Klasse (1 tot 8)", gebruik: "Aantal keer", eigen: "Aandeel" };
  const people = new Map(); // by slug: title, inhabitants, year, size
  const solutions = new Map();
  const members = new Map(); // by slug: the row on the page, and the numbers that people filled in
  let sums = null;
  let source = null;
  let last = null;

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (value) => value.toLocaleString("nl-NL");
  const text = (value) => (typeof value === "string" ? value : "");
  const whole = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : null);
  const list = (value) => (Array.isArray(value) ? value : []);
  const day = (iso) => (/^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T12:00:00`).toLocaleDateString("nl-NL", { day: "numeric", month: "long", year: "numeric" }) : "");
  const inner = (path, title) => {
    const link = make("a", title);
    if (!/^[a-z0-9/-]+$/.test(path)) return make("span", title);
    link.href = root + path;
    return link;
  };
  const away = (url, title) => {
    if (!/^https?:\/\/[^\s"'<>\\@]+$/i.test(url)) return make("span", title);
    const link = make("a", title);
    link.href = url;
    link.rel = "nofollow noopener";
    return link;
  };

  // --- what is chosen -----------------------------------------------------------------------------

  const solution = () => solutions.get(at("oplossing").value) ?? null;
  const cost = () => solution()?.costs.find((one) => one.id === at("kosten").value) ?? null;
  const kind = () => {
    const how = cost()?.how;
    if (how === "tarief") return cost().per === "gebruik" ? "gebruik" : cost().per === "inwoner" ? "inwoners" : "gelijk";
    return how === "ieder zelf" ? "gelijk" : at("sleutel").value;
  };
  const isDivided = () => !cost() || cost().how === "verdeeld";
  const field = (key) => (key === "vast" ? "inwoners" : key);
  const known = (slug, key) => {
    const one = people.get(slug);
    const found = field(key) === "inwoners" ? one.inhabitants : key === "grootteklasse" ? one.size : null;
    return found === null ? "" : String(found);
  };
  const typed = (slug, key) => members.get(slug).typed.get(field(key)) ?? known(slug, key);
  const numbers = (key) => [...members.keys()].map((slug) => {
    if (key === "gelijk") return [slug, sums.SCALE];
    const given = typed(slug, key).trim();
    try {
      return [slug, given ? sums.scaled(given) : null];
    } catch (error) {
      error.who = slug;
      throw error;
    }
  });
  const cents = () => (cost() ? BigInt(cost().cents) : sums.centsOf(at("bedrag").value));
  const fixed = () => (/^\d{1,3}$/.test(at("vast").value.trim()) ? Number(at("vast").value) : -1);

  const remember = () => {
    const query = new URLSearchParams();
    if (solution()) query.set("oplossing", solution().slug);
    if (cost()) query.set("kosten", cost().id);
    else if (at("bedrag").value.trim()) query.set("bedrag", at("bedrag").value.trim());
    if (isDivided() && at("sleutel").value !== "gelijk") query.set("sleutel", at("sleutel").value);
    if (isDivided() && kind() === "vast") query.set("vast", at("vast").value.trim());
    for (const [slug, member] of members) {
      const own = member.typed.get(field(kind()));
      query.append("met", own === undefined ? slug : `${slug}:${own.trim()}`);
    }
    const asked = query.toString();
    history.replaceState(null, "", asked ? `?${asked}` : location.pathname);
  };

  // --- what comes out -----------------------------------------------------------------------------

  const title = (slug) => people.get(slug)?.title ?? "";
  const told = (error) => {
    const name = title(error.who);
    const words = new Map([
      ["leeg", "Kies wie meedoen: zoek hierboven een organisatie."],
      ["bedrag", "Vul een bedrag in, zoals 46500 of 46.500,00."],
      ["nul", "Alle getallen zijn nul. Vul bij ten minste één deelnemer een getal in."],
      ["negatief", "Een bedrag of getal kan niet onder nul zijn."],
      ["vast", "Vul een percentage in van 0 tot en met 100, zonder cijfers achter de komma."],
      ["onbekend", `Van ${name} weten we het getal niet. Vul het in de tabel in, of haal de deelnemer weg.`],
      ["getal", `Bij ${name} staat geen getal. Schrijf het als 1250 of 12,5.`],
      ["duizend", `Bij ${name} kan de punt of komma twee dingen betekenen. Schrijf 1250 of 1,25.`],
    ]);
    return words.get(error.code) ?? "Dit kunnen we niet uitrekenen.";
  };
  const own = (per, found) => new Map(found.map(([slug, count]) =>
    [slug, per === "inwoner" || per === "gebruik" ? (cents() * count * 2n + sums.SCALE) / (sums.SCALE * 2n) : cents()]));
  const shares = (found) => (isDivided() ? sums.shared(cents(), kind(), fixed(), found) : own(cost().per, found));
  const result = () => {
    const amount = cents();
    if (!members.size) throw new sums.DivisionError("leeg");
    const found = numbers(kind());
    const unknown = found.find(([, one]) => one === null);
    if (unknown) throw new sums.DivisionError("onbekend", unknown[0]);
    return { amount, found, shares: shares(found) };
  };

  const perHead = (slug, share) => {
    const given = members.get(slug).typed.get("inwoners") ?? known(slug, "inwoners");
    try {
      const heads = sums.scaled(given) / sums.SCALE;
      if (!heads) return "niet bekend";
      const tenths = sums.each(share * 10n, heads); // of a cent: small shares of large towns
      return tenths < 1000n ? `${tenths / 10n},${tenths % 10n} cent` : sums.euro(sums.each(share, heads));
    } catch { return "niet bekend"; }
  };
  const key = () => (isDivided() ? at("sleutel").selectedOptions[0].textContent.toLowerCase() : cost().how === "tarief" ? "naar het tarief" : "ieder betaalt het zelf");
  const about = () => {
    const one = cost();
    const what = one ? `${one.text} (${[one.kind, one.year, one.vat].join(", ")})` : sums.euro(cents());
    const of = solution() ? ` van ${solution().title}` : "";
    const percent = isDivided() && kind() === "vast" ? `, ${fixed()} procent gelijk` : "";
    return `${what}${of}. ${members.size} ${members.size === 1 ? "deelnemer" : "deelnemers"}, ${key()}${percent}.`;
  };
  const show = () => {
    if (last) {
      for (const [slug, member] of members) {
        const share = last.shares.get(slug);
        member.share.textContent = sums.euro(share);
        member.head.textContent = perHead(slug, share);
        member.less.textContent = isDivided() ? sums.euro(last.amount - share) : "geen verschil";
      }
      area.querySelector(".given").textContent = about();
    } else {
      for (const member of members.values()) for (const cell of [member.share, member.head, member.less]) cell.textContent = "–";
      area.querySelector(".given").textContent = "";
    }
    const foot = table.tFoot;
    foot.replaceChildren();
    if (!last) return;
    const row = make("tr");
    const head = make("th", "Samen");
    head.scope = "row";
    const total = [...last.shares.values()].reduce((sum, share) => sum + share, 0n);
    const cell = make("td", sums.euro(total));
    cell.dataset.label = "Deel";
    const count = make("td", "", "number");
    count.hidden = kind() === "gelijk";
    row.append(head, count, cell, make("td"), make("td"), make("td", "", "drop"));
    foot.append(row);
  };

  const changed = (choice) => {
    const found = last.found;
    if (choice === "") return sums.joined(last.amount, kind(), fixed(), found);
    const rest = found.filter(([slug]) => slug !== choice);
    return sums.shared(last.amount, kind(), fixed(), rest);
  };
  const offerChanges = () => {
    const select = at("als");
    const before = select.value;
    const gone = [...members.keys()].map((slug) => new Option(`${title(slug)} weggaat`, slug));
    select.replaceChildren(new Option("er één bij komt die even zwaar meetelt als gemiddeld", ""), ...(gone.length > 1 ? gone : []));
    if ([...select.options].some((one) => one.value === before)) select.value = before;
  };
  const showChange = () => {
    const part = area.querySelector(".what-if");
    part.hidden = !last || !isDivided();
    if (part.hidden) return;
    const body = part.querySelector("tbody");
    let then;
    try { then = changed(at("als").value); } catch (error) {
      body.replaceChildren();
      status.textContent = told(error);
      return;
    }
    body.replaceChildren(...[...members.keys()].filter((slug) => then.has(slug)).map((slug) => {
      const row = make("tr");
      const head = make("th", title(slug));
      head.scope = "row";
      const now = last.shares.get(slug);
      const difference = then.get(slug) - now;
      const cells = [["Nu", sums.euro(now)], ["Dan", sums.euro(then.get(slug))], ["Verschil", difference > 0n ? `${sums.euro(difference)} meer` : difference < 0n ? `${sums.euro(-difference)} minder` : "geen"]];
      row.append(head, ...cells.map(([label, value]) => {
        const cell = make("td", value);
        cell.dataset.label = label;
        return cell;
      }));
      return row;
    }));
  };

  const showSources = () => {
    const lines = [];
    const one = cost();
    if (one) {
      const line = make("li");
      line.append(`Het bedrag: ${one.text}`, one.what ? `, voor: ${one.what}. ` : ". ", inner(one.page, one.title));
      if (one.payers.length) line.append(`, betaald door ${one.payers.slice(0, 3).join(", ")}`);
      line.append(". Bron: ", one.url ? away(one.url, one.source) : make("span", one.source), day(one.seen) ? `, gezien ${day(one.seen)}.` : ".");
      lines.push(line);
      if (one.shared) lines.push(make("li", "Let op: dit bedrag gaat over meer dan één oplossing."));
      if (one.how === "ieder zelf") lines.push(make("li", "Dit zijn kosten om te beginnen. Die betaalt ieder zelf; we verdelen ze niet."));
    } else lines.push(make("li", "Het bedrag vulde u zelf in."));
    const mine = [...members].filter(([, member]) => member.typed.has(field(kind()))).map(([slug]) => title(slug));
    if (field(kind()) === "inwoners" || kind() === "grootteklasse") {
      const years = [...new Set([...members.keys()].map((slug) => people.get(slug).year).filter(Boolean))].sort();
      const line = make("li", "Inwoners: ");
      line.append(away(source.url, source.name || "niet bekend"), years.length ? `, ${years.join(" en ")}.` : ".");
      lines.push(line);
    }
    if (mine.length) lines.push(make("li", `Zelf ingevuld: het getal van ${mine.slice(0, 10).join(", ")}${mine.length > 10 ? " en meer" : ""}.`));
    const unnamed = solution()?.unnamed;
    if (unnamed) lines.push(make("li", `Nog ${unnamed} organisaties gebruiken dit. Die noemen we niet bij naam.`));
    area.querySelector(".sources").replaceChildren(...lines);
  };

  const update = () => {
    const one = cost();
    at("kies").hidden = !solution();
    at("zelf").hidden = Boolean(solution());
    at("sleutel").disabled = !isDivided();
    at("deel").hidden = !(isDivided() && at("sleutel").value === "vast");
    area.hidden = !members.size;
    for (const cell of table.querySelectorAll(".number")) cell.hidden = kind() === "gelijk";
    table.tHead.querySelector(".number").textContent = HEADS[kind()] ?? "";
    status.textContent = "";
    try {
      last = result();
    } catch (error) {
      if (!error.code) throw error;
      last = null;
      status.textContent = !one && !at("bedrag").value.trim() ? "Kies een oplossing, of vul een bedrag in." : told(error);
    }
    show();
    offerChanges();
    showChange();
    showSources();
    said.textContent = "";
    copied.hidden = true;
    remember();
  };

  // --- who share ----------------------------------------------------------------------------------

  const fill = () => {
    for (const [slug, member] of members) {
      member.input.value = kind() === "gelijk" ? "" : typed(slug, kind());
      member.input.setAttribute("aria-label", `${HEADS[kind()] ?? "Getal"} van ${title(slug)}`);
      member.input.parentElement.dataset.label = HEADS[kind()] ?? "Getal";
    }
  };
  const add = (slug, given) => {
    if (!people.has(slug) || members.has(slug) || members.size >= MOST) return;
    const row = make("tr");
    const head = make("th", title(slug));
    head.scope = "row";
    const cell = (label, kindOf) => {
      const made = make("td", "", kindOf);
      if (label) made.dataset.label = label;
      return made;
    };
    const counted = cell("Getal", "number");
    const input = make("input");
    Object.assign(input, { type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 20 });
    counted.append(input);
    const member = { row, input, share: cell("Deel"), head: cell("Per inwoner"), less: cell("Minder dan alleen"), typed: new Map() };
    const drop = make("button", "Haal weg", "plain");
    drop.type = "button";
    drop.append(make("span", ` ${title(slug)}`, "unseen"));
    const last = cell("", "drop");
    last.append(drop);
    row.append(head, counted, member.share, member.head, member.less, last);
    members.set(slug, member);
    if (given !== undefined) member.typed.set(field(kind()), given);
    table.tBodies[0].append(row);
    input.addEventListener("input", () => {
      if (input.value.trim() === known(slug, kind())) member.typed.delete(field(kind()));
      else member.typed.set(field(kind()), input.value.slice(0, 20));
      update();
    });
    drop.addEventListener("click", () => {
      members.delete(slug);
      row.remove();
      update();
      at("zoek").focus();
    });
  };
  const search = () => {
    const asked = fold(at("zoek").value).split(/\s+/).filter(Boolean);
    const found = asked.length ? [...people].filter(([slug, one]) => !members.has(slug) && asked.every((word) => one.search.includes(word))) : [];
    // the whole name first, then who begins with it
    const rank = ([, one]) => (one.names.includes(asked.join(" ")) ? 0 : one.names.some((name) => name.startsWith(asked.join(" "))) ? 1 : 2);
    found.sort((a, b) => rank(a) - rank(b) || (a[1].inhabitants === null) - (b[1].inhabitants === null) || a[1].title.localeCompare(b[1].title, "nl"));
    const rest = found.length > SHOWN ? ` U ziet de eerste ${SHOWN}; typ meer letters.` : "";
    at("aantal").textContent = asked.length ? `${found.length ? number(found.length) : "Geen"} gevonden.${rest}` : "";
    form.querySelector(".picks").replaceChildren(...found.slice(0, SHOWN).map(([slug, one]) => {
      const button = make("button", `Voeg ${one.title} toe`, "plain");
      button.type = "button";
      button.append(make("small", one.inhabitants === null ? " inwoners niet bekend" : ` ${number(one.inhabitants)} inwoners`));
      button.addEventListener("click", () => {
        add(slug);
        fill();
        at("zoek").value = "";
        search();
        update();
        at("aantal").textContent = `${one.title} doet mee.`;
        at("zoek").focus();
      });
      const line = make("li");
      line.append(button);
      return line;
    }));
  };

  const clear = () => {
    members.clear();
    table.tBodies[0].replaceChildren();
  };
  const chooseSolution = (withUsers) => {
    const one = solution();
    at("kosten").replaceChildren(...(one?.costs ?? []).map((each) => new Option(`${each.text}, ${each.kind}, ${each.year}, ${each.vat}`, each.id)));
    if (!one || !withUsers) return;
    clear();
    for (const slug of one.users) add(slug);
  };

  // --- taking it along ----------------------------------------------------------------------------

  const cellOf = (value) => { // no cell is a formula (knowledge/spreadsheets.py)
    const safe = /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const plain = (amount) => `${amount / 100n},${String(amount % 100n).padStart(2, "0")}`;
  const csv = () => {
    const rows = [["deelnemer", kind() === "gelijk" ? "getal" : HEADS[kind()], "deel in euro"]];
    for (const slug of members.keys()) rows.push([title(slug), kind() === "gelijk" ? "" : typed(slug, kind()), plain(last.shares.get(slug))]);
    rows.push(["Samen", "", plain([...last.shares.values()].reduce((sum, share) => sum + share, 0n))]);
    rows.push([about(), "", location.href]);
    return `${rows.map((row) => row.map(cellOf).join(";")).join("\r\n")}\r\n`;
  };
  const copy = async (value, word) => {
    try {
      await navigator.clipboard.writeText(value);
      said.textContent = `${word} staat op uw klembord.`;
    } catch {
      copied.value = value;
      copied.hidden = false;
      copied.focus();
      copied.select();
      said.textContent = "Kopieer de tekst hieronder.";
    }
  };
  const actions = new Map([
    ["link", () => copy(location.href, "De link")],
    ["csv", () => (last ? copy(csv(), "De tabel") : null)],
    ["print", () => window.print()],
  ]);

  // --- the beginning ------------------------------------------------------------------------------

  const read = async (name) => {
    const answer = await fetch(`${data}${name}.json`);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const learn = (costs, bodies) => {
    source = { name: text(bodies.source), url: text(bodies.url) };
    for (const [slug, name, inhabitants, year, size] of list(bodies.items)) {
      const bare = fold(text(name));
      people.set(text(slug), { title: text(name), inhabitants: whole(inhabitants), year: text(year), size: whole(size), search: bare, names: [bare, bare.replace(/^\S+ /, "")] });
    }
    for (const one of list(costs.solutions)) {
      const found = list(one.costs).filter((each) => whole(each.cents) !== null).map((each) => ({
        cents: each.cents, shared: each.shared === true, payers: list(each.payers).map(text),
        ...Object.fromEntries(["id", "how", "text", "kind", "year", "vat", "per", "what", "title", "page", "url", "source", "seen"].map((name) => [name, text(each[name])])),
      }));
      solutions.set(text(one.slug), { slug: text(one.slug), title: text(one.title), users: list(one.users).map(text), unnamed: text(one.unnamed), costs: found });
    }
    at("oplossing").append(...[...solutions.values()].map((one) => new Option(one.title, one.slug)));
  };
  const fromAddress = () => {
    const query = new URLSearchParams(location.search);
    const wrong = [];
    const asked = query.get("oplossing") ?? "";
    if (solutions.has(asked)) at("oplossing").value = asked;
    else if (asked) wrong.push("Van de oplossing in dit adres weten we niet wat zij kost. Vul zelf een bedrag in.");
    chooseSolution(!query.has("met"));
    const chosen = query.get("kosten") ?? "";
    if (solution()?.costs.some((one) => one.id === chosen)) at("kosten").value = chosen;
    else if (chosen && solution()) wrong.push("De kosten in dit adres kennen we niet, of niet meer.");
    at("bedrag").value = (query.get("bedrag") ?? "").slice(0, 24);
    if ([...at("sleutel").options].some((one) => one.value === query.get("sleutel"))) at("sleutel").value = query.get("sleutel");
    if (query.has("vast")) at("vast").value = query.get("vast").slice(0, 3);
    for (const one of query.getAll("met")) {
      const [slug, given] = [one.split(":")[0], one.includes(":") ? one.slice(one.indexOf(":") + 1, 80).slice(0, 20) : undefined];
      if (people.has(slug)) add(slug, given);
      else if (!wrong.includes(UNKNOWN)) wrong.push(UNKNOWN);
    }
    fill();
    return wrong;
  };
  const UNKNOWN = "Een deelnemer uit dit adres kennen we niet, of niet meer.";

  const listen = () => {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { clear(); chooseSolution(true); search(); fill(); update(); }));
    at("oplossing").addEventListener("change", () => { chooseSolution(true); fill(); update(); });
    for (const id of ["kosten", "sleutel"]) at(id).addEventListener("change", () => { fill(); update(); });
    for (const id of ["bedrag", "vast"]) at(id).addEventListener("input", update);
    at("als").addEventListener("change", showChange);
    at("zoek").addEventListener("input", search);
    at("zoek").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.querySelector(".picks button")?.click();
    });
    for (const button of area.querySelectorAll("[data-do]")) button.addEventListener("click", () => actions.get(button.dataset.do)());
  };

  Promise.all([import(engine), read("kosten"), read("inwoners")]).then(([loaded, costs, bodies]) => {
    sums = loaded;
    learn(costs, bodies);
    const wrong = fromAddress();
    listen();
    form.hidden = false;
    update();
    if (wrong.length) status.textContent = [...wrong, status.textContent].join(" ").trim();
  }).catch(() => {
    form.hidden = true;
    status.textContent = "Kosten verdelen kon niet worden geladen. Hieronder staat wat we van kosten weten.";
  });
})();
