// node tokenize.mjs <package.json> <directory> <text>...: the token ids of each text by @huggingface/tokenizers, as JSON.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [packageJson, directory, ...texts] = process.argv.slice(2);
const { Tokenizer } = createRequire(packageJson)('@huggingface/tokenizers');
const json = (file) => JSON.parse(readFileSync(join(directory, file), 'utf8'));

const tokenizer = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
console.log(JSON.stringify(texts.map((text) => tokenizer.encode(text).ids)));
