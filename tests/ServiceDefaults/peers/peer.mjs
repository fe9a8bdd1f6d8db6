// What the grpc-js peers share: the contract, and the JSON that they exchange with the tests.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Started in the directory that holds node_modules.
const require = createRequire(join(process.cwd(), 'package.json'));
export const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const lines = createInterface({ input: process.stdin });
export const input = JSON.parse(await new Promise(resolve => lines.once('line', resolve)));
export const inputClosed = new Promise(resolve => lines.once('close', resolve));

const types = loader.loadFileDescriptorSetFromBuffer(
  Buffer.from(input.descriptors, 'base64'), { defaults: true, longs: Number });
export const { interop: { v1: contract } } = grpc.loadPackageDefinition(types);
export const encode = (type, value) => types[type].serialize(value);
export const decode = (type, bytes) => types[type].deserialize(bytes);
export const print = value => process.stdout.write(JSON.stringify(value) + '\n');
