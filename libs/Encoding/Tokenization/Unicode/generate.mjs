// Writes unicode.txt, what BERT's normaliser asks of a code point, from the Unicode data of the node that runs it.
//   node generate.mjs > unicode.txt
const LAST = 0x10ffff;
const hex = (n) => n.toString(16).toUpperCase();
const all = (test) => Array.from({ length: LAST + 1 }, (_, c) => c).filter((c) => test(String.fromCodePoint(c), c));

const ranges = (points) => {
  const found = [];
  for (const c of points) {
    if (found.length && found.at(-1)[1] === c - 1) found.at(-1)[1] = c;
    else found.push([c, c]);
  }
  return found.map(([a, b]) => (a === b ? hex(a) : `${hex(a)}-${hex(b)}`));
};

const print = (key, items) => {
  let line = key;
  for (const item of items) {
    if (line.length + item.length + 1 > 118) {
      console.log(line);
      line = key;
    }
    line += ` ${item}`;
  }
  console.log(line);
};

// Simple lower-casing as from-last+distance; every second code point of the range after a '/'.
const lower = () => {
  const found = [];
  for (const c of all((s, c) => s.toLowerCase() !== s && c !== 0x130)) {
    const distance = String.fromCodePoint(c).toLowerCase().codePointAt(0) - c;
    const run = found.at(-1);
    const step = run && c - run.last;
    if (run && run.distance === distance && (step === run.step || (!run.step && step <= 2))) {
      [run.last, run.step] = [c, step];
    } else found.push({ first: c, last: c, distance });
  }
  return found.map((r) => `${hex(r.first)}-${hex(r.last)}${r.step === 2 ? '/' : '+'}${r.distance}`);
};

// Combining classes cannot be asked of JavaScript, but canonical ordering shows how two marks compare: one mark of each
// class is known, and a mark is of the class with which it never changes places.
const KNOWN = {
  1: 0x334, 6: 0x16ff0, 7: 0x93c, 8: 0x3099, 9: 0x94d, 10: 0x5b0, 11: 0x5b1, 12: 0x5b2, 13: 0x5b3, 14: 0x5b4,
  15: 0x5b5, 16: 0x5b6, 17: 0x5b7, 18: 0x5b8, 19: 0x5b9, 20: 0x5bb, 21: 0x5bc, 22: 0x5bd, 23: 0x5bf, 24: 0x5c1,
  25: 0x5c2, 26: 0xfb1e, 27: 0x64b, 28: 0x64c, 29: 0x64d, 30: 0x64e, 31: 0x64f, 32: 0x650, 33: 0x651, 34: 0x652,
  35: 0x670, 36: 0x711, 84: 0xc55, 91: 0xc56, 103: 0xe38, 107: 0xe48, 118: 0xeb8, 122: 0xec8, 129: 0xf71, 130: 0xf72,
  132: 0xf74, 202: 0x321, 214: 0x1dce, 216: 0x31b, 218: 0x302a, 220: 0x323, 222: 0x59a, 224: 0x302e, 226: 0x1d16d,
  228: 0x5ae, 230: 0x300, 232: 0x315, 233: 0x35c, 234: 0x35d, 240: 0x345,
};
const after = (a, b) => {
  const s = String.fromCodePoint(a, b);
  return s.normalize('NFD') !== String.fromCodePoint(a).normalize('NFD') + String.fromCodePoint(b).normalize('NFD');
};
const combining = (c) => {
  if (!after(c, KNOWN[1]) && !after(KNOWN[240], c)) return 0;
  const same = Object.entries(KNOWN).filter(([, k]) => !after(c, k) && !after(k, c));
  if (same.length !== 1) throw new Error(`U+${hex(c)} fits classes ${same.map(([n]) => n)}`);
  return Number(same[0][0]);
};

const unicode = process.versions.unicode;
console.log(`# Unicode ${unicode}: what BERT's normaliser asks of a code point. Written by generate.mjs.`);
const control = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]$/u;
print('removed', ranges(all((s) => control.test(s) && !'\t\n\r'.includes(s))));
print('space', ranges(all((s) => /^\s$/u.test(s))));
print('punctuation', ranges(all((s) => /^[\p{P}!-/:-@[-`{-~]$/u.test(s))));
print('nonspacing', ranges(all((s) => /^\p{Mn}$/u.test(s))));
print('cased', ranges(all((s) => /^\p{Cased}$/u.test(s))));
print('ignorable', ranges(all((s) => /^\p{Case_Ignorable}$/u.test(s))));
print('lower', lower());
const marks = all((s) => /^\p{M}$/u.test(s) && [...s.normalize('NFD')].length === 1);
for (const n of Object.keys(KNOWN)) {
  print(`combining:${n}`, ranges(marks.filter((c) => combining(c) === Number(n))));
}
const syllable = (c) => c >= 0xac00 && c <= 0xd7a3;
print('decomposed', all((s, c) => s.normalize('NFD') !== s && !syllable(c)).map(
  (c) => `${hex(c)}=${[...String.fromCodePoint(c).normalize('NFD')].map((d) => hex(d.codePointAt(0))).join('+')}`));
