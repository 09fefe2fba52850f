// Compares two or three processes, as knowledge/comparing does: alignment.py, comparison.py and
// view.py say why. tests/comparisons.json holds what both must give.
"use strict";

const SURE = 60;
const pairs = (width) => {
  const found = [];
  for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) found.push([p, q]);
  return found;
};
const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
const both = (one, other) => one.map((cell, at) => [cell, other[at]]);

// --- which steps stand together -------------------------------------------------------------

const alike = (one, other, near) => {
  if (one.group !== other.group || !one.word) return 0;
  if (one.word === other.word) return 100;
  return own(own(near, one.word) ?? {}, other.word) ?? 0;
};
const name = (p, q) => `${p} ${q}`;
const partners = (links, p, q, i) => links.get(name(p, q)).get(i) ?? new Map();

function linked(columns, near) {
  const found = new Map();
  for (const [p, q] of pairs(columns.length)) {
    const ours = new Map();
    const theirs = new Map();
    const put = (table, i, j, weight) => table.set(i, (table.get(i) ?? new Map()).set(j, weight));
    columns[p].forEach((one, i) => columns[q].forEach((other, j) => {
      const likeness = alike(one, other, near);
      if (likeness < SURE) return;
      const role = one.role_key && one.role_key === other.role_key ? 4 : 0;
      const weight = likeness * 10 + role + (one.sort === other.sort ? 2 : 0);
      put(ours, i, j, weight);
      put(theirs, j, i, weight);
    }));
    found.set(name(p, q), ours).set(name(q, p), theirs);
  }
  return found;
}

function consistent(links, width) {
  if (width < 3) return links;
  const found = new Map();
  for (const key of links.keys()) {
    const [p, q] = key.split(" ").map(Number);
    const via = 3 - p - q;
    const wide = new Map();
    for (const [i, row] of links.get(key)) {
      const weighed = new Map();
      const first = [...partners(links, p, via, i)].sort(([, one], [, other]) => other - one);
      for (const [j, weight] of row) {
        let most = 0;
        for (const [at, there] of first) { // the heaviest first: none that follows can be better
          if (there <= most) break;
          most = Math.max(most, Math.min(there, partners(links, via, q, at).get(j) ?? 0));
        }
        weighed.set(j, weight + most);
      }
      wide.set(i, weighed);
    }
    found.set(key, wide);
  }
  return found;
}

const cellsOf = (width, process, place) =>
  Array.from({ length: width }, (_, at) => (at === process ? [place] : []));
const weightOf = (row, process, place, links) => row.reduce((sum, cell, at) =>
  sum + (cell.length ? partners(links, at, process, cell[0]).get(place) ?? 0 : 0), 0);

function tableOf(rows, process, length, links) {
  const best = Array.from({ length: rows.length + 1 }, () => new Array(length + 1).fill(0));
  for (let i = rows.length - 1; i >= 0; i--) {
    for (let j = length - 1; j >= 0; j--) {
      const weight = weightOf(rows[i], process, j, links);
      const joined = weight ? best[i + 1][j + 1] + weight : 0;
      best[i][j] = Math.max(joined, best[i + 1][j], best[i][j + 1]);
    }
  }
  return best;
}

function guide(links, columns) {
  const all = columns.map((_, at) => at);
  if (columns.length < 3) return all;
  let chosen = null;
  for (const [p, q] of pairs(columns.length)) {
    const rows = columns[p].map((_, place) => cellsOf(columns.length, p, place));
    const total = tableOf(rows, q, columns[q].length, links)[0][0];
    if (!chosen || total > chosen.total) chosen = { total, pair: [p, q] };
  }
  return [...chosen.pair, ...all.filter((at) => !chosen.pair.includes(at))];
}

function joined(rows, process, columns, links) {
  const width = columns.length;
  const length = columns[process].length;
  const best = tableOf(rows, process, length, links);
  const found = [];
  let i = 0;
  let j = 0;
  while (i < rows.length || j < length) {
    const weight = i < rows.length && j < length ? weightOf(rows[i], process, j, links) : 0;
    if (weight && best[i][j] === best[i + 1][j + 1] + weight) {
      const place = j;
      found.push(rows[i].map((cell, at) => (at === process ? [place] : cell)));
      i++;
      j++;
    } else if (i < rows.length && (j === length || best[i][j] === best[i + 1][j])) {
      found.push(rows[i++]);
    } else {
      found.push(cellsOf(width, process, j++));
    }
  }
  return found;
}

const filled = (row) => row.filter((cell) => cell.length).length;
const isApart = (one, other) => !both(one, other).some(([a, b]) => a.length && b.length);

function nearness(one, other, links) {
  let most = 0;
  one.forEach((ours, p) => other.forEach((theirs, q) => {
    if (p !== q && ours.length && theirs.length) {
      most = Math.max(most, partners(links, p, q, ours[0]).get(theirs[0]) ?? 0);
    }
  }));
  return most;
}

function gathered(rows, links) {
  const found = [...rows];
  const near = pairs(rows.length)
    .filter(([a, b]) => isApart(rows[a], rows[b]))
    .map(([a, b]) => [nearness(rows[a], rows[b], links), a, b])
    .filter(([weight]) => weight)
    .sort((one, other) => other[0] - one[0] || one[1] - other[1] || one[2] - other[2]);
  let home = rows.map((_, at) => at);
  const moved = new Set();
  for (const [, a, b] of near) {
    const [into, out] = [home[a], home[b]].sort((x, y) => filled(found[y]) - filled(found[x]) || x - y);
    if (into === out || !isApart(found[into], found[out])) continue;
    found[into] = both(found[into], found[out]).map(([ours, theirs]) => [...ours, ...theirs]);
    found[out] = found[out].map(() => []);
    home = home.map((at) => (at === out ? into : at));
    moved.add(into);
  }
  return [found, moved];
}

function reachOf(column) {
  const found = column.map(() => new Set());
  for (let place = column.length - 1; place >= 0; place--) {
    for (const after of column[place].to) {
      if (after <= place || after >= column.length) continue;
      found[place].add(after);
      found[after].forEach((at) => found[place].add(at));
    }
  }
  return found;
}

function isDisplaced(at, rows, moved, reach) {
  const row = rows[at];
  return pairs(row.length).some(([p, q]) => row[p].length && row[q].length && rows.some((cells, other) => {
    if (moved.has(other) || !cells[p].length || !cells[q].length) return false;
    const [a, b, x, y] = [row[p][0], row[q][0], cells[p][0], cells[q][0]];
    return (reach[p][a].has(x) && reach[q][y].has(b)) || (reach[p][x].has(a) && reach[q][b].has(y));
  }));
}

function repeated(rows, columns, near) {
  const shared = rows.filter((row) => filled(row) > 1);
  return rows.map((row, at) => at).filter((at) => {
    const row = rows[at];
    if (filled(row) !== 1) return filled(row) > 1;
    const process = row.findIndex((cell) => cell.length);
    const step = columns[process][row[process][0]];
    const same = shared.find((other) => other[process].length &&
      alike(step, columns[process][other[process][0]], near) === 100);
    if (same) same[process].push(...row[process]);
    return !same;
  });
}

function align(columns, near) {
  const width = columns.length;
  const links = linked(columns, near);
  const wide = consistent(links, width);
  const [first, ...others] = guide(links, columns);
  let rows = columns[first].map((_, place) => cellsOf(width, first, place));
  for (const process of others) rows = joined(rows, process, columns, wide);
  const [found, moved] = gathered(rows, wide);
  const reach = columns.map(reachOf);
  const apart = new Set([...moved].filter((at) => isDisplaced(at, found, moved, reach)));
  return repeated(found, columns, near).map((at) => ({
    cells: found[at].map((cell) => [...cell].sort((a, b) => a - b)),
    moved: apart.has(at),
  }));
}

// --- what is the same and what differs --------------------------------------------------------

function stateOf(items, known) {
  if (known < 2) return "unknown";
  if (items.length < known) return items.length === 1 ? "only" : "some";
  return new Set(items.map((item) => item.mark)).size === 1 ? "same" : "different";
}

const factOf = (side, named) =>
  side.facts.find((fact) => fact.name === named) ?? { name: named, items: [], held: 0, source: "" };

function factRows(facts, order) {
  const known = facts.filter((fact) => fact.items.length).length;
  const keys = new Set(order.flatMap((at) => facts[at].items.map((item) => item.key)));
  return [...keys].map((key) => {
    const found = facts.map((fact) => fact.items.find((item) => item.key === key));
    return {
      state: stateOf(found.filter(Boolean), known),
      cells: found.map((item, at) => (item ? item.text : facts[at].items.length ? "" : null)),
    };
  });
}

function differences(row, columns, near) {
  const firsts = columns.filter((_, at) => row.cells[at].length)
    .map((column, at) => column[row.cells.filter((cell) => cell.length)[at][0]]);
  const isSeveral = (values) => new Set(values.filter(Boolean)).size > 1;
  const found = [];
  if (firsts.slice(1).some((other) => alike(firsts[0], other, near) < 100)) found.push("name");
  if (isSeveral(firsts.map((step) => step.role_key))) found.push("role");
  if (isSeveral(firsts.map((step) => step.sort))) found.push("sort");
  if (isSeveral(firsts.map((step) => step.term))) found.push("term");
  if (isSeveral(firsts.map((step) => step.ways_key))) found.push("ways");
  if (isSeveral(row.cells.map((cell) => cell.length))) found.push("times");
  if (row.moved) found.push("place");
  return found;
}

const inOrder = (sides) => sides.map((_, at) => at)
  .sort((a, b) => (sides[a].slug < sides[b].slug ? -1 : 1));

function stepRows(sides) {
  const shown = inOrder(sides).filter((at) => sides[at].steps.length);
  if (shown.length < 2) return [];
  const columns = shown.map((at) => sides[at].steps);
  const near = Object.fromEntries(shown.flatMap((at) => Object.entries(sides[at].near)));
  return align(columns, near).map((row) => {
    const differs = differences(row, columns, near);
    const count = filled(row.cells);
    const state = count === shown.length ? (differs.length ? "different" : "same") : count === 1 ? "only" : "some";
    return { state, cells: sides.map((_, at) => row.cells[shown.indexOf(at)] ?? []), differs };
  });
}

export function compare(sides) {
  const order = inOrder(sides);
  const names = [...new Set(order.flatMap((at) => sides[at].facts.map((fact) => fact.name)))];
  const facts = names.map((named) => ({ name: named, rows: factRows(sides.map((p) => factOf(p, named)), order) }));
  const steps = stepRows(sides);
  const counts = {};
  for (const row of steps) counts[row.state] = (counts[row.state] ?? 0) + 1;
  return {
    facts: facts.filter((fact) => fact.rows.length),
    unknown: facts.filter((fact) => !fact.rows.length).map((fact) => fact.name),
    steps,
    counts,
  };
}

// --- the table ---------------------------------------------------------------------------------

export function view(sides, words) {
  const { others, states } = words;
  const found = compare(sides);
  const labels = labelsOf(sides);
  const listed = (texts) =>
    texts.length > 1 ? `${texts.slice(0, -1).join(", ")} ${others.and} ${texts.at(-1)}` : texts[0] ?? "";
  const line = (label, state, cells, more = "", each = "own_steps") => {
    const gaps = [others.missing, others.absent];
    const having = labels.filter((_, at) => cells[at].entries.length);
    const lacking = labels.filter((_, at) => gaps.includes(cells[at].blank));
    let said = states[state];
    if (state === "only" && having.length > 1) said = others[each];
    else if (state === "only" || state === "some") said += ` ${listed(state === "only" ? having : lacking)}`;
    return { label, state, sign: words.signs[state], said, more, cells };
  };
  const cell = (entries, blank) => ({ entries, blank: entries.length ? "" : blank });

  const factLines = ({ name: named, rows }) => {
    const facts = sides.map((side) => factOf(side, named));
    const blank = (fact) => others[fact.items.length ? "absent" : fact.held ? "held" : "unknown"];
    const cells = (entries) => facts.map((fact, at) => cell(entries[at], blank(fact)));
    const entries = (row) => facts.map((fact, at) => (row.cells[at] ? [{ text: row.cells[at], small: fact.source }] : []));
    const isAlone = (row) => row.state === "only" || row.state === "unknown";
    const lines = rows.filter((row) => !isAlone(row))
      .map((row) => line(words.facts[named], row.state, cells(entries(row))));
    const alone = rows.filter(isAlone);
    if (alone.length) {
      const all = facts.map((_, at) => alone.flatMap((row) => entries(row)[at]));
      lines.push(line(words.facts[named], alone[0].state, cells(all), "", "own_values"));
    }
    return lines;
  };

  const told = (kind, number, text) =>
    words.notes[kind].replace("{n}", () => String(number)).replace("{}", () => text);
  const step = (side, places, placed) => {
    const it = side.steps[places[0]];
    const small = [
      it.sort || others.task,
      it.role,
      it.term && `${others.term} ${it.term}`,
      it.ways.length && `${others.ways}: ${it.ways.join(" / ")}`,
      places.length > 1 && `${places.length} ${others.times}`,
      placed && told("place", places[0] + 1, String(side.steps.length)),
    ];
    return { text: it.name, small: small.filter(Boolean).join(" · ") };
  };
  const noStep = (side) => others[side.steps.length ? "missing" : side.held ? "held" : "unknown"];
  const stepLines = () => {
    const lines = [];
    let alone = [];
    const close = () => {
      if (!alone.length) return;
      const cells = sides.map((side, at) =>
        cell(alone.filter((row) => row.cells[at].length).map((row) => step(side, row.cells[at])), noStep(side)));
      lines.push(line("", "only", cells));
      alone = [];
    };
    for (const row of found.steps) {
      if (row.state === "only") {
        alone.push(row);
        continue;
      }
      close();
      const cells = sides.map((side, at) =>
        cell(row.cells[at].length ? [step(side, row.cells[at], row.differs.includes("place"))] : [], noStep(side)));
      lines.push(line("", row.state, cells, row.differs.map((one) => words.differs[one]).join(", ")));
    }
    close();
    return lines;
  };

  const notes = [];
  sides.forEach((side, at) => {
    if (side.held) notes.push(told("held", side.held, labels[at]));
    else if (!side.steps.length) notes.push(told("steps", 0, labels[at]));
  });
  if (found.unknown.length) {
    const names = found.unknown.map((one) => words.facts[one].toLowerCase());
    notes.push(told("unknown", 0, listed(names)));
  }
  const counted = Object.entries(words.counts).filter(([state]) => found.counts[state])
    .map(([state, said]) => `${found.counts[state]} ${said}`);
  return {
    labels,
    summary: counted.length ? `${others.steps}: ${counted.join(", ")}.` : "",
    facts: found.facts.flatMap(factLines),
    steps: stepLines(),
    notes,
  };
}

function labelsOf(sides) {
  for (const names of [sides.map((p) => p.who[0] ?? ""), sides.map((p) => p.title)]) {
    const distinct = new Set(names.map((one) => one.toLowerCase())).size;
    if (names.every(Boolean) && distinct === names.length) return names;
  }
  return sides.map((side, at) => `${side.title} (${at + 1})`);
}
