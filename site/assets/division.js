// Divides an amount in whole euro cents, as knowledge/costs/division.py does and says why.
// tests/divisions.json holds what both must give. All sums are of BigInt.
"use strict";

const SCALE = 1_000_000n; // numbers of people have six decimals at most
const NEXT = "~"; // comes after every id
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

// An amount that cannot be divided: `code` says why, `who` is the id of whom it is about.
class DivisionError extends Error {
  constructor(code, who = "") {
    super(code);
    this.code = code;
    this.who = who;
  }
}

// By code points, as Python orders text: by code units an emoji would come before some letters.
const order = (one, other) => {
  const a = [...one];
  const b = [...other];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
};
const sum = (values) => values.reduce((total, value) => total + value, 0n);

// Gives a Map from id to share; `weights` is an array of pairs of an id and its weight.
function divide(cents, weights) {
  if (!weights.length) throw new DivisionError("leeg");
  const low = weights.find(([, weight]) => weight < 0n);
  if (cents < 0n || low) throw new DivisionError("negatief", low ? low[0] : "");
  const whole = sum(weights.map(([, weight]) => weight));
  if (!whole) throw new DivisionError("nul");
  const rows = [...weights].sort(([one], [other]) => order(one, other)).map(([who, weight]) =>
    ({ who, share: (cents * weight) / whole, rest: (cents * weight) % whole }));
  const left = Number(cents - sum(rows.map((row) => row.share)));
  // a sort keeps the order of equals: the first by id comes first
  const lost = [...rows].sort((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1));
  for (const row of lost.slice(0, left)) row.share += 1n;
  return new Map(rows.map((row) => [row.who, row.share]));
}

// Gives the weights by the numbers that a key looks at; `fixed` is a percentage, for the key vast.
function weightsOf(kind, fixed, numbers) {
  if (kind === "gelijk") return numbers.map(([who]) => [who, SCALE]);
  const unknown = numbers.find(([, number]) => number === null);
  if (unknown) throw new DivisionError("onbekend", unknown[0]);
  if (kind !== "vast") return numbers;
  if (!(Number.isInteger(fixed) && fixed >= 0 && fixed <= 100)) throw new DivisionError("vast");
  if (fixed === 100) return numbers.map(([who]) => [who, 1n]);
  if (numbers.some(([, number]) => number < 0n)) return numbers;
  const whole = sum(numbers.map(([, number]) => number));
  const rest = BigInt(100 - fixed) * BigInt(numbers.length);
  return numbers.map(([who, number]) => [who, BigInt(fixed) * whole + rest * number]);
}

const shared = (cents, kind, fixed, numbers) => divide(cents, weightsOf(kind, fixed, numbers));

// What each pays once one more shares that counts as much as these do on average.
function joined(cents, kind, fixed, numbers) {
  if (!numbers.length) throw new DivisionError("leeg");
  weightsOf(kind, fixed, numbers); // says what is wrong with them
  const known = kind === "gelijk" ? weightsOf(kind, fixed, numbers) : numbers;
  const more = known.map(([who, number]) => [who, number * BigInt(known.length)]);
  const shares = shared(cents, kind, fixed, [...more, [NEXT, sum(known.map(([, number]) => number))]]);
  shares.delete(NEXT);
  return shares;
}

// A number as people write it, times SCALE; 1.250 might be 1250 as well as one and a quarter.
function scaled(written) {
  const text = written.trim();
  const found = /^([0-9]{1,12})(?:[.,]([0-9]{1,6}))?$/.exec(text);
  if (!found) throw new DivisionError("getal");
  if (/^[1-9][0-9]{0,2}[.,][0-9]{3}$/.test(text)) throw new DivisionError("duizend");
  return BigInt(found[1]) * SCALE + BigInt((found[2] ?? "").padEnd(6, "0"));
}

// An amount in euro as people write it, in cents: € 46.500,00 or 46500 or 12,5.
function centsOf(written) {
  const text = written.replace(/[€\s]/g, "").replace(/,-{1,2}$/, "");
  const found = /^([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,13})(?:,([0-9]{1,2}))?$/.exec(text)
    ?? /^([0-9]{1,13})\.([0-9]{1,2})$/.exec(text);
  if (!found) throw new DivisionError("bedrag");
  const cents = BigInt(found[1].replaceAll(".", "")) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
  if (cents > MOST) throw new DivisionError("bedrag");
  return cents;
}

// An amount in cents as Dutch readers write it.
function euro(cents) {
  const whole = cents < 0n ? -cents : cents;
  const text = String(whole / 100n).replace(/\B(?=(\d{3})+$)/g, ".");
  return `€ ${cents < 0n ? "-" : ""}${text},${String(whole % 100n).padStart(2, "0")}`;
}

// What falls to one of `among`, in whole cents, half up.
const each = (cents, among) => (2n * cents + among) / (2n * among);

export { DivisionError, SCALE, centsOf, divide, each, euro, joined, scaled, shared };
