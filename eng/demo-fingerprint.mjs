// The number of points of a collection and a checksum over all their ids and vectors, read with Qdrant's own client:
//   node eng/demo-fingerprint.mjs <qdrant address> <collection or alias>
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const { QdrantClient } = createRequire(new URL('./node/package.json', import.meta.url))('@qdrant/js-client-grpc');
const [url, collectionName] = process.argv.slice(2);
if (!collectionName) { console.error('usage: node eng/demo-fingerprint.mjs <qdrant address> <collection>'); process.exit(2); }

console.warn = () => {}; // the embedded store's version is not the client's
const points = new QdrantClient({ url }).api('points');
const withVectors = { selectorOptions: { case: 'enable', value: true } };
const lines = [];
for (let offset; ;) {
  const page = await points.scroll({ collectionName, limit: 500, offset, withVectors });
  for (const point of page.result) {
    const vector = point.vectors.vectorsOptions.value;
    const data = vector.vector?.value?.data ?? vector.data;
    lines.push(`${point.id.pointIdOptions.value} ${createHash('sha256').update(new Uint8Array(Float32Array.from(data).buffer)).digest('hex')}`);
  }
  if (!(offset = page.nextPageOffset)) break;
}
const checksum = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
console.log(`${lines.length} points, checksum ${checksum.slice(0, 16)}`);
process.exit(0);
