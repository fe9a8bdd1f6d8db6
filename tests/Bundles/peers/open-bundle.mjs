// Opens a model directory as other tools do and prints what they see, as JSON.
// node open-bundle.mjs <package.json> <directory> <text>...
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageJson, directory, ...texts] = process.argv.slice(2);
const require = createRequire(packageJson);
const { AutoConfig, AutoTokenizer, env } = await import(pathToFileURL(require.resolve('@huggingface/transformers')));
const { Tokenizer } = require('@huggingface/tokenizers');
const json = (file) => JSON.parse(readFileSync(join(directory, file), 'utf8'));

env.allowRemoteModels = false;
env.localModelPath = dirname(directory);
const config = await AutoConfig.from_pretrained(basename(directory));
const auto = await AutoTokenizer.from_pretrained(basename(directory));
const tokenizer = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));

console.log(JSON.stringify({
  modelType: config.model_type,
  layers: config.num_hidden_layers,
  maxLength: auto.model_max_length,
  ids: texts.map((text) => tokenizer.encode(text).ids),
  autoIds: texts.map((text) => Array.from(auto(text).input_ids.data, Number)),
  pair: Array.from(auto(texts[0], { text_pair: texts[1] }).input_ids.data, Number),
  pairTypes: Array.from(auto(texts[0], { text_pair: texts[1] }).token_type_ids.data, Number),
}));
