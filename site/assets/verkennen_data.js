// What the explorer reads: the files under data/buurt/, checked before anything of them is used.
// A file that has another shape than knowledge/exploring/shards.py writes is refused as a whole.
// Things are kept in a Map by their key, so no name can be that of a part of the language.

const VERSION = 1;
const KEY = /^[a-z]+\/[a-z0-9][a-z0-9-]{0,120}$/;
const LONGEST = 3000;
const MANY = 200_000; // things, texts or rows of one file

export class Refused extends Error {}

// FNV-1a of 32 bits over the bytes, as `hashed` in knowledge/exploring/shards.py.
export const hashed = (key) => {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) found = Math.imul(found ^ byte, 0x01000193) >>> 0;
  return found;
};
export const isKey = (text) => typeof text === "string" && KEY.test(text);

const must = (is, what) => { if (!is) throw new Refused(what); };
const isText = (value) => typeof value === "string" && value.length <= LONGEST;
const isNumber = (value, below) => Number.isSafeInteger(value) && value >= 0 && value < below;
const listOf = (value, what) => {
  must(Array.isArray(value) && value.length <= MANY, what);
  return value;
};

const cardOf = (raw, kinds) => {
  const [key, kind, title, sort, mark, lang] = listOf(raw, "ding");
  must(key === "" || isKey(key), "sleutel");
  must(isNumber(kind, kinds.length), "soort");
  must([title, sort, mark, lang].every(isText), "tekst van een ding");
  return { key, kind: kinds[kind], title: mark ? `${title} (${mark})` : title, sort, lang };
};

const rowOf = (raw, things, texts, words) => {
  must(Array.isArray(raw) && raw.length === 13, "regel");
  const [relation, back, other, strength, counts, evidence, ...said] = raw;
  must(isNumber(relation, words.relations.length) && isNumber(back, 2), "relatie");
  must(isNumber(other, things.length) && isNumber(strength, words.strengths.length), "buur");
  must(isNumber(counts, 2) && isNumber(evidence, MANY), "aantal");
  must(said.every((at) => isNumber(at, texts.length)), "tekst");
  const [state, role, since, who, source, proof, seen] = said.map((at) => texts[at]);
  return {
    relation: words.relations[relation] + (back ? "-terug" : ""), isBack: back === 1,
    other: things[other], strength: words.strengths[strength], counts: counts === 1, evidence,
    state, role, since, who, source, proof, seen,
  };
};

const checked = (data, what) => {
  must(data !== null && typeof data === "object" && data.version === VERSION, what);
  return data;
};

// Give the neighbourhoods of a file by key: {thing, id, unnamed, rows}.
export const neighbourhoods = (data, words) => {
  const { things: cards, texts, around } = checked(data, "bestand");
  must(listOf(texts, "teksten").every(isText), "teksten");
  const things = listOf(cards, "dingen").map((card) => cardOf(card, words.kinds));
  const found = new Map();
  for (const one of listOf(around, "buurten")) {
    must(Array.isArray(one) && one.length === 4, "buurt");
    const [thing, id, unnamed, rows] = one;
    must(isNumber(thing, things.length) && things[thing].key !== "", "midden");
    must(isNumber(id, texts.length) && isNumber(unnamed, texts.length), "midden");
    found.set(things[thing].key, {
      thing: things[thing], id: texts[id], unnamed: texts[unnamed],
      rows: listOf(rows, "regels").map((row) => rowOf(row, things, texts, words)),
    });
  }
  return found;
};

// Give what one may search: each thing with how many relations it has.
export const index = (data, words) => listOf(checked(data, "lijst").things, "dingen").map((raw) => {
  must(Array.isArray(raw) && raw.length === 7 && isNumber(raw[6], MANY), "ding");
  return { ...cardOf(raw.slice(0, 6), words.kinds), number: raw[6] };
});

// Keep the rows that a reader asked for.
export const chosen = (rows, { relatie, soort, zegt, telt }) => rows.filter((row) =>
  (!relatie || row.relation === relatie) && (!soort || row.other.kind === soort) &&
  (!zegt || row.strength === zegt) && (!telt || row.counts));

// Group rows by relation, in their order: [{relation, rows}].
export const grouped = (rows) => {
  const found = new Map();
  for (const row of rows) found.set(row.relation, [...(found.get(row.relation) ?? []), row]);
  return [...found].map(([relation, some]) => ({ relation, rows: some }));
};

// Which thing a row speaks of: things without a page have no key.
export const nameOf = (thing) => thing.key || `?${thing.title}`;

// Give the neighbours of the rows, each once, under its first relation: [{thing, rows, relation}].
export const neighbours = (rows) => {
  const found = new Map();
  for (const row of rows) {
    const name = nameOf(row.other);
    if (found.has(name)) found.get(name).rows.push(row);
    else found.set(name, { name, thing: row.other, relation: row.relation, rows: [row] });
  }
  return [...found.values()];
};

// Keep at most so many neighbours: as many of each relation, so that no relation is left out as long
// as there is room for one of each. Give those that are kept, in their order.
export const fair = (near, most) => {
  const left = new Map();
  for (const one of near) left.set(one.relation, (left.get(one.relation) ?? 0) + 1);
  const kept = new Map([...left.keys()].map((relation) => [relation, 0]));
  for (let room = Math.min(most, near.length); room > 0;) {
    for (const [relation, number] of left) {
      if (room > 0 && kept.get(relation) < number) { kept.set(relation, kept.get(relation) + 1); room -= 1; }
    }
  }
  return near.filter((one) => {
    const number = kept.get(one.relation);
    kept.set(one.relation, number - 1);
    return number > 0;
  });
};

// Read and check files, each once. `base` is where they are, `files` how many there are.
export const reader = (base, files, words) => {
  const loaded = new Map();
  const read = async (name) => {
    const answer = await fetch(`${base}${name}.json`);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const once = (name, make) => {
    if (!loaded.has(name)) {
      const coming = read(name).then((data) => make(data, words));
      coming.catch(() => loaded.delete(name)); // a next try asks again
      loaded.set(name, coming);
    }
    return loaded.get(name);
  };
  return {
    index: () => once("index", index),
    around: async (key) => (await once(String(hashed(key) % files), neighbourhoods)).get(key) ?? null,
  };
};
