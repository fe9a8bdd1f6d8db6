// A steady load of searches, sent on a clock whether or not answers come (an open loop), until SIGTERM; then a table by phase.
//   node eng/demo-load.mjs <host:port> <collection> <queries.jsonl> <file that holds the phase's name> <searches a second>
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('./node/package.json', import.meta.url));
const grpc = require('@grpc/grpc-js');
const [server, collection, queriesFile, phaseFile, rate] = process.argv.slice(2);
if (!rate) { console.error('usage: node eng/demo-load.mjs <host:port> <collection> <queries.jsonl> <phase file> <per second>'); process.exit(2); }

const definition = require('@grpc/proto-loader').loadSync(
  'kale/v1/search.proto', { includeDirs: [fileURLToPath(new URL('../protos', import.meta.url))], defaults: true, longs: Number });
const client = new (grpc.loadPackageDefinition(definition).kale.v1.Search)(server, grpc.credentials.createInsecure());
const queries = readFileSync(queriesFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line).text);
const phases = new Map();
let sent = 0, open = 0, name = 'load';

const clock = setInterval(() => {
  name = readFileSync(phaseFile, 'utf8').trim() || name; // empty for the moment in which it is written
  if (!phases.has(name)) phases.set(name, { ms: [], errors: [], bundles: new Map() });
  const phase = phases.get(name);
  const query = queries[sent++ % queries.length];
  const start = process.hrtime.bigint();
  open++;
  client.search({ query, collection, topK: 10, stickyKey: `reader-${sent % 1000}` }, new grpc.Metadata(), { deadline: Date.now() + 10_000 }, (error, answer) => {
    open--;
    if (error) { phase.errors.push(`${grpc.status[error.code]}: ${error.details}`); return; }
    phase.ms.push(Number(process.hrtime.bigint() - start) / 1e6);
    const bundle = answer.servedBy.bundleId;
    phase.bundles.set(bundle, (phase.bundles.get(bundle) ?? 0) + 1);
  });
}, 1000 / Number(rate));

process.on('SIGTERM', async () => {
  clearInterval(clock);
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  client.close();
  report();
  process.exit([...phases.values()].some((phase) => phase.errors.length) ? 1 : 0);
});

function report() {
  console.log(`  ${'phase'.padEnd(28)}${'searches'.padStart(9)}${'errors'.padStart(8)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}  answered by`);
  for (const [name, { ms, errors, bundles }] of phases) {
    ms.sort((a, b) => a - b);
    const at = (share) => ms.length ? ms[Math.min(ms.length - 1, Math.floor(share * ms.length))].toFixed(1) : '-';
    const who = [...bundles].map(([id, count]) => `${id.slice(0, 15)} × ${count}`).join(', ');
    console.log(`  ${name.padEnd(28)}${String(ms.length + errors.length).padStart(9)}${String(errors.length).padStart(8)}${at(0.5).padStart(9)}${at(0.99).padStart(9)}  ${who}`);
    for (const error of new Set(errors)) console.log(`      ${error}`);
  }
}
