// interop.proto's Unary by @grpc/grpc-js, failing as asked with details in the trailers and one trailer more.
import { contract, encode, grpc, input, inputClosed, print } from './peer.mjs';

const any = (type, value) => ({ type_url: `type.googleapis.com/${type}`, value: encode(type, value) });

function unary({ request: { failure: { code, message } } }, answer) {
  const trailers = new grpc.Metadata();
  trailers.set('x-internal', '1');
  trailers.set('grpc-status-details-bin', encode('google.rpc.Status', { code, message, details: [
    any('google.rpc.ErrorInfo', { reason: 'FOREIGN' }),
    any('google.rpc.BadRequest', { field_violations: [{ field: 'text', description: 'zu groß' }] }),
  ] }));
  answer({ code, details: message, metadata: trailers });
}

const server = new grpc.Server();
server.addService(contract.Interop.service, { unary });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_, port) => print({ port }));
await inputClosed;
process.exit(0);
