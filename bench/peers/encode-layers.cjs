// onnxruntime-node on one text of token ids, batch 1 and one thread: rounds of calls of each model in turn.
//   node encode-layers.cjs <tokens> <rounds> <calls> <model.onnx>...     prints {"rounds": [[median ms of each round] of each model]}
const { createRequire } = require('node:module');
const path = require('node:path');
const ort = createRequire(path.join(__dirname, '../../eng/node/package.json'))('onnxruntime-node');

const [tokens, rounds, calls] = process.argv.slice(2, 5).map(Number);
const files = process.argv.slice(5);
const int64 = (value) => new ort.Tensor('int64', BigInt64Array.from({ length: tokens }, (_, i) => BigInt(value(i))), [1, tokens]);
const inputs = { input_ids: int64((i) => 2000 + i), attention_mask: int64(() => 1), token_type_ids: int64(() => 0) };

async function round(session) {
  const milliseconds = [];
  for (let call = 0; call < calls; call++) {
    const start = performance.now();
    await session.run(inputs);
    milliseconds.push(performance.now() - start);
  }
  return milliseconds.sort((a, b) => a - b)[calls >> 1];
}

async function main() {
  const sessions = await Promise.all(files.map((file) => ort.InferenceSession.create(file, { intraOpNumThreads: 1 })));
  const medians = files.map(() => []);
  for (let i = 0; i < rounds; i++) {
    for (const [at, session] of sessions.entries()) { medians[at].push(await round(session)); }
  }
  console.log(JSON.stringify({ rounds: medians }));
}

main();
