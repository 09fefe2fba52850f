// The picture of a neighbourhood: where everything stands, and how Cytoscape draws it.
// The same data always give the same picture: nothing here is random and nothing moves by itself.
// Names are only ever drawn as letters on the canvas; ids start with "n:", "t:" or "e:".

const PAD = 14;
const INDENT = 42; // of a tree, where there is no room for two sides
const SIZE = { middle: 50, leaf: 22, child: 18 };
const FONT = { middle: 17, leaf: 14, head: 13, sub: 12.5 };
const SHAPES = {
  gemeente: "ellipse", organisation: "octagon", solution: "round-rectangle", product: "diamond",
  process: "hexagon", document: "polygon", initiative: "triangle",
};
const CORNERED = "-1 -1 0.4 -1 1 -0.4 1 1 -1 1"; // a sheet of paper with a corner folded over
const COLOURS = ["ink", "soft", "paper", "wash", "edge", "brand", "deep", "sun"];

export const shapeOf = (thing) => SHAPES[thing.sort === "gemeente" ? "gemeente" : thing.kind] ?? "ellipse";

// Break a text over lines of at most so wide; what does not fit ends in an ellipsis.
export const broken = (text, wide, most, measure) => {
  const words = text.split(/\s+/).filter(Boolean);
  const lines = [];
  let line = "";
  while (words.length) {
    const longer = line ? `${line} ${words[0]}` : words[0];
    if (!line || measure(longer) <= wide) {
      line = longer;
      words.shift();
      continue;
    }
    if (lines.length === most - 1) break;
    lines.push(line);
    line = "";
  }
  if (words.length) line = `${line} ${words.join(" ")}`;
  return [...lines, line].map((one) => shortened(one, wide, measure));
};
const shortened = (text, wide, measure) => {
  if (measure(text) <= wide) return text;
  const letters = [...text];
  while (letters.length > 1 && measure(`${letters.join("")}…`) > wide) letters.pop();
  return `${letters.join("").trimEnd()}…`;
};

// --- where everything stands ----------------------------------------------------------------------

// A column is a row of slots from top to bottom: headings of relations and the neighbours below them.
const slotsOf = (groups, look) => groups.flatMap((group) => [
  { head: group, height: 32, text: group.said },
  ...group.leaves.map((leaf) => look(leaf, group)),
]);

// Cut one row of slots in two of about the same height; a heading is said again where it is cut.
const halved = (slots) => {
  const total = slots.reduce((sum, slot) => sum + slot.height, 0);
  const before = slots.map((_, place) => slots.slice(0, place).reduce((sum, slot) => sum + slot.height, 0));
  const far = (place) => Math.abs(before[place] - total / 2);
  const nearest = (some) => some.reduce((best, place) => (far(place) < far(best) ? place : best), some[0] ?? 0);
  const places = [...slots.keys()].slice(1);
  const between = nearest(places.filter((place) => slots[place].head));
  const within = nearest(places.filter((place) => !slots[place].head && !slots[place - 1].head));
  const at = between && far(between) <= Math.max(70, total / 7) ? between : within || between;
  const [left, right] = [slots.slice(0, at), slots.slice(at)];
  if (right.length && !right[0].head && left.length) {
    const head = left.findLast((slot) => slot.head);
    if (left.at(-1) === head) left.pop();
    right.unshift({ ...head, text: `${head.text}, vervolg` });
  }
  return left.length ? [left, right] : [right, []];
};

// Give where all stand around the middle at (0, 0): {items, isWide, middleRoom}. With room, half of the
// neighbours stand on each side; on a small screen they stand below the middle, as a tree.
export const layout = (model, width, measure) => {
  const isOpen = model.open.size > 0;
  const isWide = width >= (isOpen ? 900 : 560);
  const leaves = model.groups.reduce((sum, group) => sum + group.leaves.length, 0);
  const isRoomy = leaves <= (isWide ? 12 : 8) && !isOpen;
  const most = leaves <= 24 ? 2 : 1;
  const [base, bow] = isWide ? [Math.min(120, width / 9), Math.min(90, width / 13)] : [INDENT, 0];
  const half = isWide ? width / 2 - PAD : width - 2 * PAD - SIZE.middle / 2;
  const room = half - base - bow - SIZE.leaf - 8;
  const step = isWide ? Math.min(160, room * 0.5) : INDENT - 12;
  const items = [];

  const childrenOf = (leaf) => slotsOf(model.open.get(leaf.name)?.groups ?? [], (child) => ({ leaf: child, height: child.note ? 44 : 28 }));
  const look = (leaf) => {
    const children = childrenOf(leaf);
    const inner = children.reduce((sum, slot) => sum + slot.height, 0);
    const lines = broken(leaf.thing.title, room, most, measure.leaf);
    const sub = [isRoomy ? leaf.thing.sort : "", leaf.note].filter(Boolean).join(" · ");
    const own = lines.length * 19 + (sub ? 17 : 0) + 9;
    const height = !children.length ? own : isWide ? Math.max(inner, 70) + 34 : own + inner;
    return { leaf, height, lines, sub, children, inner, own };
  };
  const sides = isWide ? halved(slotsOf(model.groups, look)) : [[], slotsOf(model.groups, look)];
  const tall = Math.max(...sides.map((slots) => slots.reduce((sum, slot) => sum + slot.height, 0)), 150);
  const curve = (y) => base + bow * Math.sqrt(Math.max(0, 1 - (y / (tall / 2 + 20)) ** 2));

  const column = (slots, side, from, xOf, level, wide) => {
    let y = from;
    for (const slot of slots) {
      const middle = y + (slot.children?.length ? (isWide ? slot.height / 2 + 10 : slot.own / 2) : slot.height / 2);
      const x = side * xOf(middle);
      if (slot.head) {
        const [text] = broken(slot.text, wide, 1, measure.head);
        items.push({ type: "head", x: x - side * 8, y: y + slot.height - 13, side, text });
      } else {
        const lines = level === 1 ? slot.lines : broken(slot.leaf.thing.title, wide, 1, measure.leaf);
        const sub = level === 1 ? slot.sub : slot.leaf.note;
        const isAbove = isWide && level === 1 && slot.children.length > 0;
        const [subText] = sub ? broken(sub, wide, 1, measure.sub) : [""];
        const type = level === 1 ? "leaf" : "child";
        const place = { type, name: slot.leaf.name, thing: slot.leaf.thing, x, y: middle, side, isAbove };
        items.push(isAbove ? { ...place, lines: [...lines, subText].filter(Boolean), sub: "" } : { ...place, lines, sub: subText });
        if (level === 1 && slot.children.length) {
          const start = isWide ? middle - slot.inner / 2 : y + slot.own;
          column(slot.children, side, start, () => Math.abs(x) + step, 2, isWide ? half - Math.abs(x) - step - 22 : room - step);
        }
      }
      y += slot.height;
    }
  };
  sides.forEach((slots, at) => {
    const height = slots.reduce((sum, slot) => sum + slot.height, 0);
    column(slots, at ? 1 : -1, isWide ? -height / 2 : SIZE.middle / 2, curve, 1, room);
  });
  return { items, isWide, middleRoom: isWide ? 190 : half - 40 };
};

// --- how it is drawn ------------------------------------------------------------------------------

const looks = (colour, family) => [
  { selector: "node", style: { "font-family": family, color: colour.ink, "text-wrap": "wrap", "text-max-width": 2000, "text-events": "yes", "overlay-opacity": 0, "line-height": 1.15 } },
  { selector: ".thing", style: { shape: "data(shape)", width: "data(size)", height: "data(size)", "background-color": colour.wash, "border-width": 2, "border-color": colour.brand, label: "data(label)", "font-size": FONT.leaf, "font-weight": 500, "text-halign": "data(halign)", "text-valign": "data(valign)", "text-justification": "data(justify)", "text-margin-x": "data(dx)", "text-margin-y": "data(dy)" } },
  { selector: ".thing[corners]", style: { "shape-polygon-points": "data(corners)" } },
  { selector: ".middle", style: { "background-color": colour.brand, "border-width": 5, "border-style": "double", "border-color": colour.deep, "font-size": FONT.middle, "font-weight": 700, color: colour.deep, "text-background-color": colour.paper, "text-background-opacity": 0.92, "text-background-padding": 4, "text-background-shape": "round-rectangle", "z-index": 20 } },
  { selector: ".above", style: { "text-background-color": colour.paper, "text-background-opacity": 0.92, "text-background-padding": 2, "z-index": 10 } },
  { selector: ".open", style: { "border-width": 4, "background-color": colour.paper } },
  { selector: ".words", style: { shape: "rectangle", width: 1, height: 1, "background-opacity": 0, label: "data(label)", "text-halign": "data(halign)", "text-valign": "center", "font-size": FONT.sub, color: colour.soft } },
  { selector: ".head", style: { "font-size": FONT.head, "font-weight": 700, color: colour.brand, events: "no" } },
  { selector: "edge", style: { width: 1.5, "curve-style": "bezier", "control-point-step-size": 16, "line-color": colour.edge, "target-arrow-color": colour.edge, "target-arrow-shape": "triangle", "arrow-scale": 0.85, "overlay-opacity": 0, events: "no" } },
  { selector: "edge[along]", style: { "curve-style": "segments", "segment-weights": "data(along)", "segment-distances": "data(beside)", "edge-distances": "node-position" } },
  { selector: ".own", style: { width: 3.5 } },
  { selector: ".third", style: { width: 2, "line-style": "dashed", "line-dash-pattern": [11, 4, 3, 4] } },
  { selector: ".derived", style: { width: 2.2, "line-style": "dashed", "line-dash-pattern": [2, 4] } },
  { selector: ".apart", style: { width: 1.5, "line-style": "dashed", "line-dash-pattern": [8, 8], "target-arrow-fill": "hollow" } },
  { selector: "edge.chosen", style: { "line-color": colour.ink, "target-arrow-color": colour.ink, "z-index": 9 } },
  { selector: ".thing.chosen", style: { "border-width": 4, "border-color": colour.deep, "background-color": colour.sun, "font-weight": 700, "underlay-color": colour.sun, "underlay-opacity": 0.45, "underlay-padding": 7, "underlay-shape": "ellipse" } },
  { selector: ".middle.chosen", style: { "background-color": colour.brand, "border-width": 5 } },
];

const thingOf = (item) => {
  const isMiddle = item.type === "middle";
  const shape = shapeOf(item.thing);
  const size = SIZE[item.type];
  const sides = item.side > 0 ? ["right", "left", 6] : ["left", "right", -6];
  const isBelow = isMiddle && !item.isBeside;
  const [halign, justify, dx] = isBelow || item.isAbove ? ["center", "center", 0] : sides;
  const valign = isBelow ? "bottom" : item.isAbove ? "top" : "center";
  const dy = isBelow ? 7 : item.isAbove ? -3 : item.sub ? -9 : 0;
  const data = { id: `n:${item.name}`, name: item.name, label: item.lines.join("\n"), shape, size, halign, justify, valign, dx, dy };
  if (shape === "polygon") data.corners = CORNERED;
  return { group: "nodes", classes: `thing ${isMiddle ? "middle" : ""} ${item.isAbove ? "above" : ""} ${item.isOpen ? "open" : ""}`, data, position: { x: item.x, y: item.y } };
};
const wordsOf = (item, at) => {
  const isHead = item.type === "head";
  const text = isHead ? item.text : item.sub;
  const x = item.x + (isHead ? 0 : item.side * (SIZE[item.type] / 2 + 6));
  const y = item.y + (isHead ? 0 : item.lines.length * 9 + 1);
  return { group: "nodes", classes: isHead ? "words head" : "words", data: { id: `t:${at}`, name: item.name ?? "", label: text, halign: item.side > 0 ? "right" : "left" }, position: { x, y } };
};
const edgeOf = ({ from, row, to }, at, bend) => {
  const [source, target] = row.isBack ? [to, from] : [from, to];
  const data = { id: `e:${at}`, source: `n:${source}`, target: `n:${target}` };
  if (bend) Object.assign(data, bent(bend(source, target, from, at)));
  return { group: "edges", classes: row.counts ? row.strength : "apart", data };
};
// Corners as Cytoscape wants them: how far along the straight line, and how far beside it.
const bent = ([start, ...rest]) => {
  const end = rest.pop();
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const long = Math.hypot(dx, dy) || 1;
  const along = rest.map(({ x, y }) => ((x - start.x) * dx + (y - start.y) * dy) / (long * long));
  const beside = rest.map(({ x, y }) => ((y - start.y) * dx - (x - start.x) * dy) / long);
  return { along: along.join(" "), beside: beside.join(" ") };
};
// In a tree a line goes straight down below what it starts from, and then to the right.
const treeLines = (places, middle) => (source, target, from, at) => {
  const [start, end, top] = [source, target, from].map((name) => places.get(name));
  const low = top === start ? end : start;
  if (top.x < low.x || from === middle) return [start, { x: top.x + (at % 3 - 1) * 2, y: low.y }, end];
  const x = top.x - 18 - (at % 4) * 3; // between two neighbours
  return [start, { x, y: start.y }, { x, y: end.y }, end];
};

// Give what Cytoscape draws of a model: its nodes and edges, with their places.
const elementsOf = (model, placed, measure) => {
  const middle = { type: "middle", name: model.middle.name, thing: model.middle.thing, x: 0, y: 0, side: 1, sub: "", isBeside: !placed.isWide, lines: broken(model.middle.thing.title, placed.middleRoom, 3, measure.middle) };
  const all = [middle, ...placed.items];
  const things = all.filter((item) => item.name).map((item) => thingOf({ ...item, isOpen: model.open.has(item.name) }));
  const words = all.filter((item) => item.type === "head" || item.sub).map(wordsOf);
  const known = new Set(things.map((thing) => thing.data.name));
  const places = new Map(things.map((thing) => [thing.data.name, thing.position]));
  const bend = placed.isWide ? null : treeLines(places, middle.name);
  const edges = model.edges.filter(({ from, to }) => known.has(from) && known.has(to)).map((edge, at) => edgeOf(edge, at, bend));
  return [...things, ...words, ...edges];
};

// Make the picture in an element; `heard` is told what a reader points at.
export const picture = (canvas, probe, heard) => {
  const family = getComputedStyle(document.body).fontFamily;
  const brush = document.createElement("canvas").getContext("2d");
  const measured = (size, weight) => (text) => {
    brush.font = `${weight} ${size}px ${family}`;
    return brush.measureText(text).width;
  };
  const measure = { middle: measured(FONT.middle, 700), leaf: measured(FONT.leaf, 500), head: measured(FONT.head, 700), sub: measured(FONT.sub, 400) };
  const colours = () => {
    const found = new Map();
    for (const name of COLOURS) {
      probe.style.color = `var(--${name})`;
      found.set(name, getComputedStyle(probe).color);
    }
    return Object.fromEntries(found);
  };
  window.cytoscape.warnings(false);
  const cy = window.cytoscape({
    container: canvas, style: looks(colours(), family), layout: { name: "preset" },
    autoungrabify: true, autounselectify: true, boxSelectionEnabled: false,
    userZoomingEnabled: false, userPanningEnabled: false, minZoom: 0.3, maxZoom: 3,
  });
  let shown = null;
  let placed = null;
  let width = 0;

  const fit = () => {
    if (!placed) return;
    const box = canvas.getBoundingClientRect();
    const drawn = cy.elements().boundingBox();
    const zoom = Math.min(1, (box.width - 8) / drawn.w, (box.height - 8) / drawn.h);
    cy.userPanningEnabled(false);
    const pan = { x: Math.round(box.width / 2 - zoom * (drawn.x1 + drawn.x2) / 2), y: Math.round(box.height / 2 - zoom * (drawn.y1 + drawn.y2) / 2) };
    cy.viewport({ zoom, pan });
  };
  const draw = (model) => {
    shown = model;
    width = canvas.clientWidth;
    if (!width) return;
    placed = layout(model, width, measure);
    cy.batch(() => {
      cy.elements().remove();
      cy.add(elementsOf(model, placed, measure));
    });
    const drawn = cy.elements().boundingBox();
    const most = placed.isWide ? 820 : 1100;
    canvas.style.height = `${Math.round(Math.min(most, Math.max(placed.isWide ? 380 : 240, drawn.h + 2 * PAD)))}px`;
    cy.resize();
    fit();
  };
  const choose = (name) => {
    cy.batch(() => {
      cy.elements().removeClass("chosen");
      const node = cy.getElementById(`n:${name}`);
      node.addClass("chosen");
      node.connectedEdges().addClass("chosen");
    });
  };
  const zoom = (times) => {
    const box = canvas.getBoundingClientRect();
    cy.zoom({ level: cy.zoom() * times, renderedPosition: { x: box.width / 2, y: box.height / 2 } });
    cy.userPanningEnabled(true); // only now, so that a finger on the picture scrolls the page
  };
  const restyle = () => cy.style().fromJson(looks(colours(), family)).update();

  cy.on("tap", "node", (event) => { const name = event.target.data("name"); if (name) heard.choose(name); });
  cy.on("dbltap", "node", (event) => { const name = event.target.data("name"); if (name) heard.middle(name); });
  cy.on("mouseover", "node", (event) => canvas.classList.toggle("is-over", Boolean(event.target.data("name"))));
  cy.on("mouseout", "node", () => canvas.classList.remove("is-over"));
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", restyle);
  }
  new ResizeObserver(() => {
    if (shown && canvas.clientWidth && canvas.clientWidth !== width) { draw(shown); heard.drawn(); }
  }).observe(canvas);
  return { draw, choose, zoom, fit, drawn: () => cy.nodes(".thing").map((node) => node.data("name")), cy };
};
