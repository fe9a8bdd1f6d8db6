// protos/interop.proto served by @grpc/grpc-js: once with the default limits, once with them lifted.
import { contract, encode, grpc, input, inputClosed, print } from './peer.mjs';

const bytes = count => Buffer.alloc(count);

// A promise for each stage of a hanging call, and how to keep it.
const stages = new Map();
function stage(name, id) {
  const key = `${name} ${id}`;
  if (!stages.has(key)) {
    let resolve;
    const promise = new Promise(done => { resolve = done; });
    stages.set(key, { promise, resolve });
  }
  return stages.get(key);
}

function replyTo(call, request) {
  const deadline = call.getDeadline();
  return {
    text: request.text,
    payload: bytes(request.reply_bytes),
    received: request.payload.length,
    remaining_ms: deadline === Infinity ? -1 : Math.floor(new Date(deadline).getTime() - Date.now()),
  };
}

const echoed = call => {
  const echo = new grpc.Metadata();
  for (const key of ['x-echo', 'x-echo-bin']) for (const value of call.metadata.get(key)) echo.add(key, value);
  return echo;
};

function errorOf({ code, message, details }, trailers) {
  if (details) {
    trailers.set('grpc-status-details-bin', encode('google.rpc.Status', {
      code, message, details: [
        any('google.rpc.BadRequest', { field_violations: [{ field: 'text', description: 'zu groß' }] }),
        any('google.rpc.RetryInfo', { retry_delay: { seconds: 1, nanos: 500000000 } }),
      ] }));
  }
  return { code, details: message, metadata: trailers };
}

const any = (type, value) => ({ type_url: `type.googleapis.com/${type}`, value: encode(type, value) });

// Waits if the request says so, then gives the error that it asks for, if any.
async function end(call, request, trailers) {
  if (request.hang) {
    const { resolve } = stage('abandoned', request.hang);
    if (call.cancelled) resolve(); else call.on('cancelled', resolve);
    stage('hanging', request.hang).resolve();
    await stage('abandoned', request.hang).promise;
  }
  return request.failure ? errorOf(request.failure, trailers) : undefined;
}

async function unary(call, answer) {
  const trailers = echoed(call);
  call.sendMetadata(echoed(call));
  const error = await end(call, call.request, trailers);
  if (error) answer(error); else answer(null, replyTo(call, call.request), trailers);
}

async function collect(call, answer) {
  const reply = { count: 0, received: 0 };
  for await (const request of call) {
    reply.count++;
    reply.received += request.payload.length;
    const error = await end(call, request, new grpc.Metadata());
    if (error) return answer(error);
  }
  answer(null, reply);
}

async function replyInStream(call, request) {
  for (let count = 0; count < request.replies; count++) call.write({ ...replyTo(call, request), count });
  return await end(call, request, new grpc.Metadata());
}

async function expand(call) {
  const error = await replyInStream(call, call.request);
  if (error) call.emit('error', error); else call.end();
}

// By events: a loop over a duplex call would close its writing side too when the requests end.
function converse(call) {
  let last = Promise.resolve();
  call.on('data', request => {
    last = last.then(() => replyInStream(call, request)).then(error => { if (error) call.emit('error', error); });
  });
  call.on('end', () => last.then(() => call.end()));
}

const wait = name => async (call, answer) => {
  await stage(name, call.request.id).promise;
  answer(null, { text: 'told' });
};

async function serve(options) {
  const server = new grpc.Server(options);
  server.addService(contract.Interop.service, {
    unary, collect, expand, converse,
    awaitHanging: wait('hanging'), awaitAbandoned: wait('abandoned'),
  });
  server.addService(contract.Large.service, { unary });
  return await new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(),
    (error, port) => error ? reject(error) : resolve(port)));
}

print({ port: await serve({}), largePort: await serve({ 'grpc.max_receive_message_length': -1 }) });
await inputClosed;
process.exit(0);
