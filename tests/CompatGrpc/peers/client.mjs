// The scenarios of Scenarios.cs, with @grpc/grpc-js as the client.
import { contract, decode, grpc, input, print } from './peer.mjs';

const insecure = grpc.credentials.createInsecure();
const plain = new contract.Interop(input.address, insecure);
const large = new contract.Large(input.largeAddress, insecure, { 'grpc.max_receive_message_length': -1 });
const unserved = new contract.Unserved(input.address, insecure);
const compressed = algorithm =>
  new contract.Interop(input.address, insecure, { 'grpc.default_compression_algorithm': algorithm });
const deflating = compressed(1);
const gzipping = compressed(2);

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
      resolve({ ...seen, reply: seen.replies[0], code, message, trailing });
    });
  });
}

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

async function metadataBinary(name) {
  const length = Number(name.slice('metadata-binary-'.length));
  return await echo('x-echo-bin', [Buffer.from(Array.from({ length }, (_, i) => 255 - i))]);
}

// A duplex call that is answered twice and then asks for a failure.
async function failAfterTwo(failure) {
  let seen = 0;
  const { code, message, replies } = await converse([{ replies: 2 }], (call, reply) => {
    if (reply && ++seen === 2) call.end({ failure });
  });
  return { code, message, replies: replies.length };
}

async function errorDetails() {
  const { code, message, trailing } =
    await unary({ failure: { code: 9, message: input.message, details: true } });
  const status = decode('google.rpc.Status', trailing.get('grpc-status-details-bin')[0]);
  const types = status.details.map(detail => detail.type_url.replace('type.googleapis.com/', ''));
  const [badRequest, retryInfo] = status.details.map((detail, i) => decode(types[i], detail.value));
  const { seconds: retrySeconds, nanos: retryNanos } = retryInfo.retry_delay;
  const { field, description } = badRequest.field_violations[0];
  return { code, message, statusCode: status.code, statusMessage: status.message, types, field, description,
    retrySeconds, retryNanos };
}

async function status(name) {
  const code = Number(name.slice('status-'.length));
  const seen = await unary(code === 0 ? {} : { failure: { code, message: input.message } });
  return { code: seen.code, message: seen.code === 0 ? '' : seen.message };
}

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
  // grpc-js puts a bad status before replies that are not read yet, so their number is not told here.
  'server-cancels-server-streaming': async () => {
    const { code, message } = await expand({ replies: 3, failure: { code: 1, message: 'given up' } });
    return { code, message };
  },
  'server-cancels-duplex': () => failAfterTwo({ code: 1, message: 'given up' }),

  'metadata-text': () => echo('x-echo', ['one', 'two words; and more']),
  'metadata-on-error': () => echo('x-echo', ['one'], { failure: { code: 9, message: 'x' } }),
  'error-details': errorDetails,
  'status-client-streaming': async () => {
    const { code, message } = await collect([{}, {}, { failure: { code: 3, message: 'after three' } }]);
    return { code, message };
  },
  'status-server-streaming': async () => {
    const { code, message } = await expand({ replies: 3, failure: { code: 14, message: 'after three' } });
    return { code, message };
  },
  'status-duplex': () => failAfterTwo({ code: 10, message: 'after two' }),
  'unimplemented-method': async () => {
    const { code } = await run(callback => plain.makeUnaryRequest('/interop.v1.Interop/Nothing',
      value => value, value => value, Buffer.alloc(0), callback));
    return { code };
  },
  'unimplemented-service': async () => { const { code } = await unary({}, { client: unserved }); return { code }; },

  'gzip': async () => {
    const seen = await unary({ payload: bytes(100000), reply_bytes: 100000 }, { client: gzipping });
    return { ...sizes(seen), encoding: seen.reply.encoding };
  },
  'gzip-streaming': async () => {
    const request = { payload: bytes(100000), reply_bytes: 100000, replies: 4 };
    const { code, replies } = await expand(request, { client: gzipping });
    return { code, replies: replies.length, payload: replies.reduce((sum, reply) => sum + reply.payload.length, 0) };
  },
  'deflate': async () => {
    const seen = await unary({ payload: bytes(100000), reply_bytes: 100000 }, { client: deflating });
    return { ...sizes(seen), encoding: seen.reply.encoding };
  },
  'large': async () => sizes(await unary({ payload: bytes(16 << 20), reply_bytes: 16 << 20 }, { client: large })),
  'limit-below': async () => sizes(await unary({ payload: bytes(4194000), reply_bytes: 4194000 })),
  'limit-request': async () => {
    const { code, message } = await unary({ payload: bytes(5 << 20) });
    return { code, message };
  },
  'limit-reply': async () => {
    const { code, message } = await unary({ reply_bytes: 5 << 20 });
    return { code, message };
  },
};

const families = [[/^status-\d+$/, status], [/^metadata-binary-\d+$/, metadataBinary]];
const find = name => scenarios[name] ?? families.find(([pattern]) => pattern.test(name))?.[1];

for (const name of input.scenarios) {
  const outcome = await find(name)(name).catch(error => ({ error: error.stack }));
  print({ name, outcome });
}
process.exit(0);
