// The peer of the indexing path: @huggingface/transformers on the same ONNX file, documents/s without any store.
//   node index-documents.mjs <bundle directory> <texts.json> <threads>     prints one JSON line
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { load } from './package-path.mjs';

const [bundle, textsFile, threads] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const { AutoModel, AutoTokenizer, env } = await load('@huggingface/transformers');
env.allowRemoteModels = false;
env.localModelPath = dirname(bundle);
const id = basename(bundle);
const tokenizer = await AutoTokenizer.from_pretrained(id);
const model = await AutoModel.from_pretrained(id, { dtype: 'fp32', session_options: { intraOpNumThreads: threads } });
const texts = JSON.parse(readFileSync(textsFile, 'utf8'));
const batch = 32;

async function run(documents) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < documents.length; i += batch) {
    const inputs = tokenizer(documents.slice(i, i + batch), { padding: true, truncation: true, max_length: 256 });
    await model(inputs);
  }
  return documents.length / (Number(process.hrtime.bigint() - start) / 1e9);
}

await run(texts.slice(0, batch));
const asGiven = await run(texts);
const lengthSorted = await run([...texts].sort((a, b) => a.length - b.length));
console.log(JSON.stringify({ asGiven, lengthSorted }));
