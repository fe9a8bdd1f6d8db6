// Drives a server through every call LocalQdrant has, with the official JavaScript client.
// node drive.mjs PACKAGE_JSON URL; prints one line per call.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [packageJson, url] = process.argv.slice(2);
const { QdrantClient } = createRequire(packageJson)('@qdrant/js-client-grpc');
const warnings = [];
console.warn = (message) => warnings.push(message);
const client = new QdrantClient({ url });
const collections = client.api('collections');
const points = client.api('points');

const used = new Set();
const call = async (api, name, request) => {
  const answer = await api[name](request);
  used.add(`${api === points ? 'Points' : 'Collections'}/${name}`);
  return answer;
};
const num = (n) => ({ pointIdOptions: { case: 'num', value: BigInt(n) } });
const text = (s) => ({ kind: { case: 'stringValue', value: s } });
const integer = (n) => ({ kind: { case: 'integerValue', value: BigInt(n) } });
const list = (...values) => ({ kind: { case: 'listValue', value: { values } } });
const struct = (fields) => ({ kind: { case: 'structValue', value: { fields } } });
const vectors = (...data) => ({
  vectorsOptions: { case: 'vector', value: { vector: { case: 'dense', value: { data } } } },
});
const nearest = (...data) => ({ variant: { case: 'nearest', value: { variant: { case: 'dense', value: { data } } } } });
const ids = (...numbers) => ({ pointsSelectorOneOf: { case: 'points', value: { ids: numbers.map(num) } } });
const field = (key, rest) => ({ conditionOneOf: { case: 'field', value: { key, ...rest } } });
const keyword = (key, value) => field(key, { match: { matchValue: { case: 'keyword', value } } });
const found = (answer) => answer.result.map((point) => Number(point.id.pointIdOptions.value));
const everything = { selectorOptions: { case: 'enable', value: true } };
const collectionName = 'books';
const wait = true;

// Health
const health = await client.api('service').healthCheck({});
assert.match(health.title, /LocalQdrant/);
assert.match(health.version, /^1\.\d+\.\d+$/);

// Collections
const created = await call(collections, 'create', {
  collectionName,
  vectorsConfig: { config: { case: 'params', value: { size: 3n, distance: 1 } } },
  metadata: { space: text('abc') },
});
assert.equal(created.result, true);
assert.equal((await call(collections, 'collectionExists', { collectionName })).result.exists, true);
await call(collections, 'update', { collectionName, metadata: { model: text('small') } });
const info = (await call(collections, 'get', { collectionName })).result;
assert.equal(info.status, 1);
assert.equal(info.config.params.vectorsConfig.config.value.size, 3n);
assert.deepEqual(Object.keys(info.config.metadata).sort(), ['model', 'space']);
assert.deepEqual((await call(collections, 'list', {})).collections.map((c) => c.name), [collectionName]);

// Points
const upserted = await call(points, 'upsert', {
  collectionName,
  wait,
  points: [
    {
      id: num(1),
      vectors: vectors(1, 0, 0),
      payload: { title: text('one'), year: integer(1999), tags: list(text('a'), text('b')) },
    },
    {
      id: num(2),
      vectors: vectors(0, 2, 0),
      payload: { title: text('two'), year: integer(2009), author: struct({ name: text('Ann') }) },
    },
    { id: num(3), vectors: vectors(0, 1, 1), payload: { title: text('three'), year: integer(2019) } },
  ],
});
assert.equal(upserted.result.status, 2);
const got = await call(points, 'get', {
  collectionName, ids: [num(2), num(9)], withPayload: everything, withVectors: everything,
});
assert.deepEqual(found(got), [2]);
assert.deepEqual(got.result[0].vectors.vectorsOptions.value.vector.value.data, [0, 1, 0]);
assert.equal(got.result[0].payload.author.kind.value.fields.name.kind.value, 'Ann');
await call(points, 'createFieldIndex', { collectionName, wait, fieldName: 'title', fieldType: 0 });
assert.deepEqual(Object.keys((await collections.get({ collectionName })).result.payloadSchema), ['title']);

// Queries
const answer = await call(points, 'query', {
  collectionName, query: nearest(0, 1, 0.1), limit: 2n, withPayload: everything,
});
assert.deepEqual(found(answer), [2, 3]);
assert.ok(answer.result[0].score > 0.99);
const filtered = await call(points, 'query', {
  collectionName,
  query: nearest(1, 1, 1),
  filter: { should: [keyword('tags', 'b'), keyword('author.name', 'Ann')], mustNot: [keyword('title', 'two')] },
});
assert.deepEqual(found(filtered), [1]);
const batch = await call(points, 'queryBatch', {
  collectionName,
  queryPoints: [
    { collectionName, query: nearest(1, 0, 0), limit: 1n },
    { collectionName, query: nearest(0, 0, 1), limit: 1n },
  ],
});
assert.deepEqual(batch.result.map(found), [[1], [3]]);
const grouped = await call(points, 'queryGroups', {
  collectionName, query: nearest(0, 1, 0), groupBy: 'title', limit: 2n, groupSize: 1n,
});
assert.deepEqual(grouped.result.groups.map((group) => group.id.kind.value), ['two', 'three']);
const searched = await call(points, 'search', {
  collectionName, vector: [1, 0, 0], limit: 1n, params: { exact: true },
});
assert.deepEqual(found(searched), [1]);

// Scroll and count
const page = await call(points, 'scroll', { collectionName, limit: 2, withPayload: everything });
assert.deepEqual(found(page), [1, 2]);
const next = await points.scroll({ collectionName, limit: 2, offset: page.nextPageOffset });
assert.deepEqual(found(next), [3]);
assert.equal(next.nextPageOffset, undefined);
const range = { must: [field('year', { range: { gte: 2000, lt: 2019 } })] };
assert.equal((await call(points, 'count', { collectionName, filter: range, exact: true })).result.count, 1n);

// Payload
const read = { kind: { case: 'boolValue', value: true } };
const zwei = text('zwei');
await call(points, 'setPayload', { collectionName, wait, payload: { read }, pointsSelector: ids(1) });
await call(points, 'overwritePayload', { collectionName, wait, payload: { title: zwei }, pointsSelector: ids(2) });
await call(points, 'deletePayload', { collectionName, wait, keys: ['year'], pointsSelector: ids(3) });
const after = await points.get({ collectionName, ids: [num(1), num(2), num(3)], withPayload: everything });
const fields = after.result.map((point) => Object.keys(point.payload).sort());
assert.deepEqual(fields, [['read', 'tags', 'title', 'year'], ['title'], ['title']]);
await call(points, 'clearPayload', { collectionName, wait, points: ids(3) });
await call(points, 'updateVectors', { collectionName, wait, points: [{ id: num(3), vectors: vectors(0, 0, 5) }] });
const third = (await points.get({ collectionName, ids: [num(3)], withVectors: everything })).result[0];
assert.deepEqual(third.vectors.vectorsOptions.value.vector.value.data, [0, 0, 1]);
const batched = await call(points, 'updateBatch', {
  collectionName,
  wait,
  operations: [
    { operation: { case: 'upsert', value: { points: [{ id: num(4), vectors: vectors(1, 1, 1) }] } } },
    { operation: { case: 'deletePoints', value: { points: ids(3) } } },
  ],
});
assert.equal(batched.result.length, 2);
await call(points, 'delete', { collectionName, wait, points: ids(4) });
assert.deepEqual(found(await points.scroll({ collectionName })), [1, 2]);
await call(points, 'deleteFieldIndex', { collectionName, wait, fieldName: 'title' });

// Aliases
const create = (aliasName) => ({ action: { case: 'createAlias', value: { aliasName, collectionName } } });
await call(collections, 'updateAliases', { actions: [create('live'), create('old')] });
await collections.updateAliases({ actions: [{ action: { case: 'deleteAlias', value: { aliasName: 'old' } } }] });
assert.deepEqual((await call(collections, 'listAliases', {})).aliases.map((alias) => alias.aliasName), ['live']);
const own = await call(collections, 'listCollectionAliases', { collectionName });
assert.deepEqual(own.aliases.map((alias) => alias.collectionName), [collectionName]);
assert.deepEqual(found(await points.query({ collectionName: 'live', query: nearest(1, 0, 0), limit: 1n })), [1]);
await call(collections, 'delete', { collectionName });
assert.equal((await collections.collectionExists({ collectionName: 'live' })).result.exists, false);
await assert.rejects(points.count({ collectionName }), /doesn't exist/);

assert.deepEqual(warnings, []);
console.log([...used].sort().join('\n'));
