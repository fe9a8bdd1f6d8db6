// Vectors of an ONNX encoder by two peers. Arguments: package.json for resolving, the model's directory. In: JSON
// { texts, ids }, the same inputs as text and as token ids. Out: JSON { onnxruntime, transformers }, base64 of float32 rows.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageJson, directory] = process.argv.slice(2);
const require = createRequire(packageJson);
const ort = require('onnxruntime-node');
const { env, pipeline } = await import(pathToFileURL(require.resolve('@huggingface/transformers')));
const { texts, ids } = JSON.parse(readFileSync(0, 'utf8'));
const batches = (rows, size = 8) => rows.flatMap((_, i) => (i % size ? [] : [rows.slice(i, i + size)]));
const base64 = (rows) => Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))).toString('base64');

async function onnxruntime() {
  const session = await ort.InferenceSession.create(join(directory, 'onnx', 'model.onnx'));
  const vectors = [];
  for (const batch of batches(ids)) {
    const length = Math.max(...batch.map((row) => row.length));
    const padded = (value) => new ort.Tensor('int64', BigInt64Array.from(
      batch.flatMap((row) => Array.from({ length }, (_, i) => BigInt(i < row.length ? value(row[i]) : 0)))), [batch.length, length]);
    const feeds = { input_ids: padded((id) => id), attention_mask: padded(() => 1), token_type_ids: padded(() => 0) };
    vectors.push((await session.run(feeds)).sentence_embedding.data);
  }
  return base64(vectors);
}

async function transformers() {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(directory);
  const extractor = await pipeline('feature-extraction', basename(directory), { dtype: 'fp32' });
  const vectors = [];
  for (const batch of batches(texts)) {
    const inputs = extractor.tokenizer(batch, { padding: true, truncation: true, max_length: 256 });
    vectors.push((await extractor.model(inputs)).sentence_embedding.data);
  }
  return base64(vectors);
}

process.stdout.write(JSON.stringify({ onnxruntime: await onnxruntime(), transformers: await transformers() }));
