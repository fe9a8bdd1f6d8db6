// Searches a running suite with grpc-js:
//   node search.cjs [--server 127.0.0.1:7700] [--collection docs] what to search for
// Its two packages: npm install in this folder; inside a checkout that eng/setup.sh has set up, nothing.
const path = require('node:path');
const { createRequire } = require('node:module');
const { parseArgs } = require('node:util');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string', default: '127.0.0.1:7700' }, collection: { type: 'string', default: 'docs' } },
});
const query = positionals.join(' ');
if (!query) { console.error('usage: node search.cjs [--server host:port] [--collection name] query'); process.exit(2); }

const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');
const definition = loader.loadSync('kale/v1/search.proto', { includeDirs: [path.join(__dirname, '../../protos')], defaults: true, longs: Number });
const { kale } = grpc.loadPackageDefinition(definition);

const client = new kale.v1.Search(values.server, grpc.credentials.createInsecure());
const deadline = new Date(Date.now() + 5000);
client.search({ query, collection: values.collection, topK: 5, groupByDocument: true }, new grpc.Metadata(), { deadline }, (error, answer) => {
  client.close();
  if (error) { console.error(`${grpc.status[error.code]}: ${error.details}`); process.exit(1); }
  for (const hit of answer.hits) { console.log(`${hit.score.toFixed(3)}  ${hit.documentId}\n       ${shorten(hit.passage)}`); }
  console.log(`served by ${answer.servedBy.bundleId} in ${answer.servedBy.spaceId}`);
});

function shorten(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function load(name) {
  try { return require(name); } catch { return createRequire(path.join(__dirname, '../../eng/node/package.json'))(name); }
}
