// Search and filters. All else on this site works without JavaScript.
// Text of strangers is only ever set as textContent; filters stand in the address.
"use strict";

(() => {
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const count = (number, one, more) => `${number.toLocaleString("nl-NL")} ${number === 1 ? one : more}`;
  const later = (work, wait) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(work, wait); };
  };
  const remember = (values) => {
    const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    const asked = query.toString();
    history.replaceState(null, "", asked ? `?${asked}` : location.pathname);
  };

  // --- filters of a list page ---------------------------------------------------------------

  const STEP = 50; // PER_PAGE in knowledge/pages.py is the same

  function list(form) {
    const root = form.dataset.root;
    const status = document.querySelector(".count");
    const cards = document.querySelector(".cards");
    const pager = document.querySelector(".pager");
    const more = document.querySelector(".more");
    const before = { cards: [...cards.children], status: status.textContent };
    let items = null;
    let loading = null;

    const values = () => Object.fromEntries(new FormData(form));
    const load = () => {
      loading ??= fetch(form.dataset.list).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then((data) => { items = data.items; });
      return loading;
    };
    const card = (item) => {
      const line = make("li");
      const link = make("a", item.mark ? `${item.title} (${item.mark})` : item.title);
      link.href = root + item.url;
      if (item.lang && form.dataset.kind === "documenten") link.lang = item.lang;
      line.append(link);
      if (item.number) line.append(" ", make("span", count(item.number, form.dataset.one, form.dataset.more), "tag"));
      const who = item.organisation ?? [];
      const rest = who.length > 4 ? ` en ${who.length - 4} meer` : "";
      const about = [item.type, who.slice(0, 4).join(", ") + rest].filter(Boolean).join(" · ");
      if (about) line.append(make("small", about));
      if (item.summary) {
        const summary = make("span", item.summary);
        if (item.lang) summary.lang = item.lang;
        line.append(summary);
      }
      return line;
    };
    const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const show = (found, from) => {
      cards.append(...found.slice(from, from + STEP).map(card));
      more.replaceChildren();
      if (found.length > from + STEP) {
        const button = make("button", `Toon er nog ${Math.min(STEP, found.length - from - STEP)}`, "plain");
        button.type = "button";
        button.addEventListener("click", () => {
          show(found, from + STEP);
          cards.children[from + STEP].querySelector("a").focus();
        });
        more.append(button);
      }
    };
    const restore = () => {
      cards.replaceChildren(...before.cards);
      more.replaceChildren();
      status.textContent = before.status;
      if (pager) pager.hidden = false;
    };
    const apply = async () => {
      const asked = values();
      remember(asked);
      if (!Object.values(asked).some(Boolean)) return restore();
      try { await load(); } catch { status.textContent = "De lijst kon niet worden geladen."; return; }
      const now = values();
      const words = fold(now.naam ?? "").split(/\s+/).filter(Boolean);
      const found = items.filter((item) =>
        (!now.soort || item.type === now.soort) &&
        (!now.organisatie || (item.organisation ?? []).includes(now.organisatie)) &&
        (!now.met || item.number) &&
        words.every((word) => fold(`${item.title} ${item.mark ?? ""}`).includes(word)));
      if (pager) pager.hidden = true;
      cards.replaceChildren();
      show(found, 0);
      status.textContent = found.length ? `${count(found.length, "resultaat", "resultaten")} gevonden` : "Niets gevonden. Wis een filter of kies iets anders.";
    };

    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name);
      if (field?.type === "checkbox") field.checked = Boolean(value);
      else if (field) field.value = value;
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
    form.addEventListener("change", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    const naam = form.elements.namedItem("naam");
    naam.addEventListener("input", later(apply, 250));
    naam.addEventListener("focus", () => { load().catch(() => {}); });
    if (Object.values(values()).some(Boolean)) apply();
  }

  // --- search, with Pagefind's index of this site --------------------------------------------

  const PAGE = 10;
  // Small words stand on nearly every page: each costs a large part of the index and finds nothing.
  const SMALL = new Set("aan als bij dat de deze die dit door een en er het hoe ik in is je met mijn naar niet of om onze op over te tot uit van voor wat welke wie wij wordt ze zijn zo".split(" "));
  const telling = (asked) => asked.includes('"') ? asked : asked.split(/\s+/).filter((word) => !SMALL.has(word.toLowerCase())).join(" ") || asked;

  function search(form) {
    const root = new URL(form.dataset.search, location.href);
    const field = form.elements.namedItem("q");
    const isPage = Boolean(document.querySelector(".find"));
    const status = make("p", "", "count");
    status.setAttribute("role", "status");
    const filters = make("div", "", "filters");
    const hits = make("ol", "", "hits");
    const more = make("div", "", "more");
    const area = make("div", "", "found");
    area.append(status, filters, hits, more);
    form.after(area);
    filters.hidden = true;
    let engine = null;
    let turn = 0;
    const chosen = { soort: "", organisatie: "" };

    const start = () => {
      engine ??= import(new URL("pagefind/pagefind.js", root).href).then(async (pagefind) => {
        // A word in the title of a long page counts for more than often the same word in a short one.
        const ranking = { pageLength: 0.3, termFrequency: 0.3 };
        await pagefind.options({ excerptLength: 24, noWorker: true, ranking });
        await pagefind.init();
        return pagefind;
      });
      return engine;
    };
    const safe = (excerpt) => { // only text and <mark> come through
      const from = new DOMParser().parseFromString(excerpt, "text/html").body;
      return [...from.childNodes].map((node) => node.nodeName === "MARK" ? make("mark", node.textContent) : node.textContent);
    };
    const hit = (data) => {
      const line = make("li");
      const link = make("a", data.meta.title);
      link.href = data.url;
      const text = make("p");
      text.append(...safe(data.excerpt));
      if (data.meta.taal) link.lang = text.lang = data.meta.taal;
      line.append(make("small", [data.meta.soort, data.meta.organisatie].filter(Boolean).join(" · ")), link, text);
      return line;
    };
    const show = async (results, from, mine) => {
      const data = await Promise.all(results.slice(from, from + PAGE).map((result) => result.data()));
      if (mine !== turn) return;
      hits.append(...data.map(hit));
      more.replaceChildren();
      if (results.length > from + PAGE) {
        const button = make("button", "Meer resultaten", "plain");
        button.type = "button";
        button.addEventListener("click", async () => {
          await show(results, from + PAGE, turn);
          hits.children[from + PAGE]?.querySelector("a").focus();
        });
        more.append(button);
      }
    };
    const choice = (name, label, options) => {
      const select = make("select");
      select.id = `s-${name}`;
      select.append(new Option("Alles", ""), ...options);
      select.value = chosen[name];
      select.addEventListener("change", () => { chosen[name] = select.value; run(); });
      const caption = make("label", label);
      caption.htmlFor = select.id;
      const box = make("div");
      box.append(caption, select);
      return box;
    };
    const organisations = async () => {
      const known = (await (await start()).filters()).organisatie ?? {};
      const names = Object.keys(known).sort((a, b) => a.localeCompare(b, "nl"));
      return choice("organisatie", "Organisatie", names.map((name) => new Option(`${name} (${known[name]})`, name)));
    };
    const offer = async () => {
      if (isPage && !filters.children.length) {
        const kinds = form.dataset.kinds.split(",");
        const boxes = [choice("soort", "Soort", kinds.map((kind) => new Option(kind))), await organisations()];
        if (!filters.children.length) filters.append(...boxes);
      }
      filters.hidden = !isPage;
    };
    const clear = () => {
      hits.replaceChildren(); more.replaceChildren(); filters.hidden = true; status.textContent = "";
    };
    const run = async () => {
      const mine = ++turn;
      const asked = field.value.trim();
      if (isPage) remember({ q: asked, ...chosen });
      if (!asked) return clear();
      let pagefind;
      try { pagefind = await start(); } catch { status.textContent = "De zoekindex kon niet worden geladen. Gebruik de lijsten."; return; }
      const only = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
      const answer = await pagefind.search(telling(asked), { filters: only });
      if (mine !== turn || !answer) return;
      hits.replaceChildren();
      more.replaceChildren();
      status.textContent = answer.results.length ? `${count(answer.results.length, "resultaat", "resultaten")} voor “${asked}”` : `Niets gevonden voor “${asked}”. Probeer een ander of korter woord.`;
      await show(answer.results, 0, mine);
      await offer();
    };

    if (isPage) {
      const query = new URLSearchParams(location.search);
      field.value = query.get("q") ?? "";
      for (const name of Object.keys(chosen)) chosen[name] = query.get(name) ?? "";
      if (field.value) run();
      form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    }
    field.addEventListener("focus", () => { start().catch(() => {}); }, { once: true });
    field.addEventListener("input", later(run, 250));
  }

  document.querySelectorAll("form[data-list]").forEach(list);
  document.querySelectorAll("form[data-search]").forEach(search);
})();
