// What other tools make of trained bundles. Arguments: package.json for resolving, directories. In: JSON { texts, pair }.
// Out, for each directory: its layers and vectors (of a cross encoder: the pair's logits) by three readers.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { open, readTensors } from './sentence-transformers.mjs';

const [packageJson, ...directories] = process.argv.slice(2);
const require = createRequire(packageJson);
const ort = require('onnxruntime-node');
const { AutoModel, AutoModelForSequenceClassification, AutoTokenizer, AutoConfig, env } =
  await import(pathToFileURL(require.resolve('@huggingface/transformers')));
const { texts, pair } = JSON.parse(readFileSync(0, 'utf8'));
env.allowRemoteModels = false;

async function look(directory) {
  env.localModelPath = dirname(directory);
  const name = basename(directory);
  const config = await AutoConfig.from_pretrained(name);
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const isCross = config.architectures[0] === 'BertForSequenceClassification';
  const output = isCross ? 'logits' : 'sentence_embedding';
  const inputs = isCross ? [tokenizer(pair[0], { text_pair: pair[1] })] : texts.map((text) => tokenizer(text, { truncation: true }));

  const session = await ort.InferenceSession.create(join(directory, 'onnx', 'model.onnx'));
  const model = await (isCross ? AutoModelForSequenceClassification : AutoModel).from_pretrained(name, { dtype: 'fp32' });
  const plain = open(directory);
  const seen = { onnxruntime: [], transformers: [], plain: [] };
  for (const input of inputs) {
    const feeds = Object.fromEntries(Object.entries(input).map(([key, { data, dims }]) => [key, new ort.Tensor('int64', data, dims)]));
    seen.onnxruntime.push(Array.from((await session.run(feeds))[output].data));
    seen.transformers.push(Array.from((await model(input))[output].data));
    seen.plain.push(plain({ ids: Array.from(input.input_ids.data, Number), types: Array.from(input.token_type_ids.data, Number) }));
  }
  const layers = new Set(Object.keys(readTensors(join(directory, 'model.safetensors'))).map((tensor) => /layer\.(\d+)\./.exec(tensor)?.[1]).filter(Boolean));
  return { layers: config.num_hidden_layers, storedLayers: layers.size, ...seen };
}

const seen = [];
for (const directory of directories) seen.push(await look(directory));
process.stdout.write(JSON.stringify(seen));
