// Pairs of texts as token ids and types. Arguments: package.json for resolving, a tokenizer.json. In: JSON [[text, text], …].
// Out: JSON { ids, types } for each.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [packageJson, tokenizerJson] = process.argv.slice(2);
const { Tokenizer } = createRequire(packageJson)('@huggingface/tokenizers');
const tokenizer = new Tokenizer(JSON.parse(readFileSync(tokenizerJson, 'utf8')), {});
const pairs = JSON.parse(readFileSync(0, 'utf8')).map(([text, text_pair]) => tokenizer.encode(text, { text_pair, return_token_type_ids: true }));
process.stdout.write(JSON.stringify(pairs.map(({ ids, token_type_ids: types }) => ({ ids, types }))));
