// The reference tokenizer as a filter. In: "T <tokenizer.json>", then "E <text>" and "P <text> <text>", in base64,
// the texts of UTF-16. Out: a line of ids per text, of a pair "ids|token types". "U" asks what Unicode this node
// knows: its version and the ranges of unassigned code points.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(process.argv[2]);
const { Tokenizer } = require('@huggingface/tokenizers');
const text = (base64) => Buffer.from(base64, 'base64').toString('utf16le');
const out = [];
let tokenizer;

const commands = {
  T: (json) => {
    tokenizer = new Tokenizer(JSON.parse(Buffer.from(json, 'base64').toString('utf8')), {});
  },
  E: (a = '') => out.push(tokenizer.encode(text(a)).ids.join(' ')),
  P: (a, b) => {
    const pair = tokenizer.encode(text(a), { text_pair: text(b), return_token_type_ids: true });
    out.push(`${pair.ids.join(' ')}|${pair.token_type_ids.join(' ')}`);
  },
  U: () => {
    const ranges = [];
    for (let c = 0; c <= 0x10ffff; c++) {
      if (!/^\p{Cn}$/u.test(String.fromCodePoint(c))) continue;
      if (ranges.at(-1)?.[1] === c - 1) ranges.at(-1)[1] = c;
      else ranges.push([c, c]);
    }
    out.push([process.versions.unicode, ...ranges.map(([from, to]) => `${from}-${to}`)].join(' '));
  },
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [command, ...rest] = line.split(' ');
  commands[command](...rest);
}
process.stdout.write(out.join('\n'));
