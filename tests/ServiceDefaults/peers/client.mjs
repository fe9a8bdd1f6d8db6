// The scenarios of Wire/Scenarios.cs, with @grpc/grpc-js as the client.
import { contract, decode, grpc, input, print } from './peer.mjs';

const insecure = grpc.credentials.createInsecure();
const plain = new contract.Interop(input.address, insecure);
const large = new contract.Interop(input.largeAddress, insecure, { 'grpc.max_receive_message_length': -1 });
const unserved = new contract.Unserved(input.address, insecure);
const gzipping = new contract.Interop(input.address, insecure, { 'grpc.default_compression_algorithm': 2 });

// Runs a call to its end; `during(call, reply)` hears the headers (without a reply) and each reply.
function run(start, during = () => {}) {
  return new Promise(resolve => {
    const seen = { replies: [] };
    const call = start((_, reply) => { if (reply) seen.replies.push(reply); });
    call.on('metadata', headers => { seen.initial = headers; during(call); });
    call.on('data', reply => { seen.replies.push(reply); during(call, reply); });
    call.on('error', () => {});
    // A stream's status may come before its last replies have been read.
    const ended = call.readable ? new Promise(end => call.on('end', end)) : undefined;
    call.on('status', async status => {
      await ended;
      const { code, details: message, metadata: trailing } = status;
      resolve({ ...seen, reply: seen.replies[0], code, message, trailing, reason: reasonIn(trailing) });
    });
  });
}

// The details of a failure, unpacked, by type.
function detailsIn(trailing) {
  const [bytes] = trailing.get('grpc-status-details-bin');
  const status = bytes ? decode('google.rpc.Status', bytes) : { details: [] };
  const details = status.details.map(({ type_url, value }) => {
    const type = type_url.replace('type.googleapis.com/', '');
    return [type, decode(type, value)];
  });
  return { status, details: Object.fromEntries(details) };
}
const reasonIn = trailing => detailsIn(trailing).details['google.rpc.ErrorInfo']?.reason ?? '';
const failed = ({ code, message, reason }) => ({ code, message, reason });
const coded = ({ code, reason }) => ({ code, reason });

const unary = (request, { client = plain, metadata = new grpc.Metadata(), during, ...options } = {}) =>
  run(callback => client.unary(request, metadata, options, callback), during);
const expand = (request, { client = plain, during, ...options } = {}) =>
  run(() => client.expand(request, options), during);

function send(start, requests, during) {
  return run(callback => {
    const call = start(callback);
    for (const request of requests) call.write(request);
    if (!during) call.end();
    return call;
  }, during);
}
const collect = (requests, during) => send(callback => plain.collect(callback), requests, during);
const converse = (requests, during) => send(() => plain.converse(), requests, during);

const bytes = count => Buffer.alloc(count);
const inMs = ms => new Date(Date.now() + ms);
const texts = ({ replies }) => replies.map(reply => reply.text);
const sizes = ({ code, reply }) => ({ code, received: reply.received, payload: reply.payload.length });

const told = (method, id) => run(callback => plain[method]({ id }, { deadline: inMs(20000) }, callback));

async function abandoned(hang, { code, replies }, streaming) {
  const seen = await told('awaitAbandoned', hang);
  return { code, ...(streaming && { replies: replies.length }), serverSawIt: seen.code === 0 };
}

// A call that passes its deadline. Where that was too short for it to arrive, another one with a longer deadline.
async function overdue(name, replies, call, seconds = 2) {
  const hang = `${name} ${seconds}`;
  const seen = await call({ replies, hang }, { deadline: inMs(seconds * 1000) });
  const hung = seconds >= 50 || (seen.replies.length === replies && (await told('awaitHanging', hang)).code === 0);
  return hung ? await abandoned(hang, seen, replies > 0) : await overdue(name, replies, call, seconds * 5);
}

async function echo(key, values, request = {}) {
  const metadata = new grpc.Metadata();
  for (const value of values) metadata.add(key, value);
  const { code, initial, trailing } = await unary(request, { metadata });
  const text = headers => headers.get(key).map(value => Buffer.isBuffer(value) ? value.toString('hex') : value).join();
  return { code, initial: text(initial), trailing: text(trailing) };
}

// A duplex call that is answered twice and then asks for a failure.
async function failAfterTwo(failure) {
  let seen = 0;
  const ended = await converse([{ replies: 2 }], (call, reply) => {
    if (reply && ++seen === 2) call.end({ failure });
  });
  return { ...failed(ended), replies: ended.replies.length };
}

async function errorDetails() {
  const seen = await unary({ failure: { code: 9, message: input.message, details: true } });
  const { status, details } = detailsIn(seen.trailing);
  const { seconds: retrySeconds, nanos: retryNanos } = details['google.rpc.RetryInfo'].retry_delay;
  const { field, description } = details['google.rpc.BadRequest'].field_violations[0];
  return { ...failed(seen), statusCode: status.code, statusMessage: status.message, types: Object.keys(details),
    field, description, retrySeconds, retryNanos };
}

async function status(name) {
  const code = Number(name.slice('status-'.length));
  const seen = await unary(code === 0 ? {} : { failure: { code, message: input.message } });
  return code === 0 ? { code: seen.code, message: '', reason: '' } : failed(seen);
}

// A string that is not UTF-8, by a method of each kind.
const unreadable = (kind, method) => async () => {
  const [write, path] = [value => value, `/interop.v1.Interop/${method}`];
  const message = Buffer.from([0x0a, 2, 0xff, 0xfe]);
  return coded(await run(callback => {
    if (kind === 'Unary') return plain.makeUnaryRequest(path, write, write, message, callback);
    if (kind === 'ServerStream') return plain.makeServerStreamRequest(path, write, write, message);
    const call = kind === 'Bidi' ? plain.makeBidiStreamRequest(path, write, write)
      : plain.makeClientStreamRequest(path, write, write, callback);
    call.end(message);
    return call;
  }));
};

async function concurrent() {
  const calls = await Promise.all(Array.from({ length: 64 }, (_, i) => unary({ text: `${i}` })));
  return { codes: [...new Set(calls.map(call => call.code))], texts: new Set(calls.map(call => call.reply.text)).size };
}

async function pingPong() {
  return await converse([{ text: '0', replies: 1 }], (call, reply) => {
    if (!reply) return;
    const next = Number(reply.text) + 1;
    if (next < 10) call.write({ text: `${next}`, replies: 1 }); else call.end();
  });
}

const cancelWhenHanging = name => async (call, reply) => {
  if (reply) return;
  await told('awaitHanging', name);
  call.cancel();
};
const cancelOnReply = number => {
  let seen = 0;
  return (call, reply) => { if (reply && ++seen === number) call.cancel(); };
};
const ordered = ({ code, replies }) =>
  ({ code, replies: replies.length, ordered: replies.every((reply, i) => reply.count === i) });

const scenarios = {
  'unary': async () => {
    const seen = await unary({ text: 'Grüße, 世界 🌍', payload: bytes(1000), reply_bytes: 2000 });
    return { ...sizes(seen), text: seen.reply.text };
  },
  'unary-empty': async () => { const seen = await unary({}); return { ...sizes(seen), text: seen.reply.text }; },
  'client-streaming': async () => {
    const { code, reply } = await collect(Array.from({ length: 100 }, (_, i) => ({ payload: bytes(i) })));
    return { code, count: reply.count, received: reply.received };
  },
  'client-streaming-empty': async () => {
    const { code, reply } = await collect([]);
    return { code, count: reply.count, received: reply.received };
  },
  'server-streaming': async () => ordered(await expand({ replies: 100 })),
  'server-streaming-empty': async () => ordered(await expand({})),
  'duplex-ping-pong': async () => { const seen = await pingPong(); return { code: seen.code, texts: texts(seen) }; },
  'duplex-half-close': async () => {
    const seen = await converse(['a', 'b', 'c'].map(text => ({ text, replies: 2 })));
    return { code: seen.code, texts: texts(seen) };
  },
  'duplex-empty': async () => { const seen = await converse([]); return { code: seen.code, texts: texts(seen) }; },
  'concurrent': concurrent,

  'deadline-reaches-server': async () => {
    const { code, reply } = await unary({}, { deadline: inMs(60000) });
    return { code, within: reply.remaining_ms > 0 && reply.remaining_ms <= 61000 };
  },
  'deadline-absent': async () => {
    const { code, reply } = await unary({});
    return { code, remaining: reply.remaining_ms };
  },
  'deadline-unary': name => overdue(name, 0, unary),
  'deadline-server-streaming': name => overdue(name, 3, expand),
  'cancel-unary': async name => abandoned(name, await unary({ hang: name }, { during: cancelWhenHanging(name) })),
  'cancel-client-streaming': async name => abandoned(name, await collect([{ hang: name }], cancelWhenHanging(name))),
  'cancel-server-streaming': async name =>
    abandoned(name, await expand({ replies: 3, hang: name }, { during: cancelOnReply(3) }), true),
  'cancel-duplex': async name => abandoned(name, await converse([{ replies: 2, hang: name }], cancelOnReply(2)), true),

  'metadata-on-success': () => echo('x-echo', ['one', 'two words']),
  'metadata-on-error': () => echo('x-echo', ['one'], { failure: { code: 9, message: 'x' } }),
  'error-details': errorDetails,
  'status-client-streaming': async () =>
    failed(await collect([{}, {}, { failure: { code: 3, message: 'after three' } }])),
  // grpc-js puts a bad status before replies that are not read yet, so their number is not told here.
  'status-server-streaming': async () =>
    failed(await expand({ replies: 3, failure: { code: 14, message: 'after three' } })),
  'status-duplex': () => failAfterTwo({ code: 10, message: 'after two' }),
  'unimplemented-method': async () => coded(await run(callback => plain.makeUnaryRequest(
    '/interop.v1.Interop/Nothing', value => value, value => value, Buffer.alloc(0), callback))),
  'unimplemented-service': async () => coded(await unary({}, { client: unserved })),
  'unreadable-unary': unreadable('Unary', 'Unary'),
  'unreadable-client-streaming': unreadable('ClientStream', 'Collect'),
  'unreadable-server-streaming': unreadable('ServerStream', 'Expand'),
  'unreadable-duplex': unreadable('Bidi', 'Converse'),

  'gzip': async () => {
    const seen = await unary({ payload: bytes(100000), reply_bytes: 100000 }, { client: gzipping });
    return { ...sizes(seen), encoding: seen.reply.encoding };
  },
  'gzip-streaming': async () => {
    const request = { payload: bytes(100000), reply_bytes: 100000, replies: 4 };
    const { code, replies } = await expand(request, { client: gzipping });
    return { code, replies: replies.length, payload: replies.reduce((sum, reply) => sum + reply.payload.length, 0) };
  },
  'limit-below': async () => sizes(await unary({ payload: bytes(4194000), reply_bytes: 4194000 })),
  'limit-unary': async () => coded(await unary({ payload: bytes(5 << 20) })),
  'limit-client-streaming': async () => coded(await collect([{ payload: bytes(5 << 20) }])),
  'limit-raised': async () =>
    sizes(await unary({ payload: bytes(32 << 20), reply_bytes: 32 << 20 }, { client: large })),
};

const find = name => scenarios[name] ?? (/^status-\d+$/.test(name) ? status : undefined);

for (const name of input.scenarios) {
  const outcome = await find(name)(name).catch(error => ({ error: error.stack }));
  print({ name, outcome });
}
process.exit(0);
