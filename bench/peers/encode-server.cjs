// The peer of QueryEncoder: @grpc/grpc-js and onnxruntime-node, one run a request, on the same ONNX file and contract.
//   node encode-server.cjs <bundle directory> <threads>     prints "listening <port>"
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const peer = createRequire(path.join(__dirname, '../../eng/node/package.json'));
const grpc = peer('@grpc/grpc-js');
const loader = peer('@grpc/proto-loader');
const ort = peer('onnxruntime-node');
const { Tokenizer } = peer('@huggingface/tokenizers');

const [bundle, threads] = [process.argv[2], Number(process.argv[3])];
const protos = path.join(__dirname, '../../protos');
const read = (name) => JSON.parse(readFileSync(path.join(bundle, name), 'utf8'));
const int64 = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

async function main() {
  const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
  const session = await ort.InferenceSession.create(path.join(bundle, 'onnx/model.onnx'), { intraOpNumThreads: threads });
  const encode = async (text) => {
    const ids = tokenizer.encode(text).ids.slice(0, 256);
    const output = await session.run({ input_ids: int64(ids), attention_mask: int64(ids.map(() => 1)), token_type_ids: int64(ids.map(() => 0)) });
    return { embedding: { values: Array.from(output.sentence_embedding.data), tokenCount: ids.length, truncated: false } };
  };
  const definition = loader.loadSync('kale/v1/encoding.proto', { includeDirs: [protos], longs: Number, defaults: true });
  const service = grpc.loadPackageDefinition(definition).kale.v1.QueryEncoding.service;
  const server = new grpc.Server();
  server.addService(service, {
    Encode: (call, answer) => Promise.all(call.request.texts.map(encode)).then((results) => answer(null, { results }), answer),
  });
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) { throw error; }
    console.log(`listening ${port}`);
  });
}

main();
