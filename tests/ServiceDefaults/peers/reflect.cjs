// A client that knows no contract: learns it by reflection, builds itself from what it learned, and calls health with it.
// usage: node reflect.cjs <repository> <host:port>; prints one JSON object.
const path = require('node:path');
const { createRequire } = require('node:module');
const load = createRequire(path.join(process.argv[2], 'eng/node/package.json'));
const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');

const address = process.argv[3];
const credentials = grpc.credentials.createInsecure();
const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
const protos = path.join(process.argv[2], 'protos');

function client(definition, name) {
  const service = name.split('.').reduce((at, part) => at[part], grpc.loadPackageDefinition(definition));
  return new service(address, credentials);
}

const reflection = client(
  loader.loadSync('grpc/reflection/v1/reflection.proto', { ...options, includeDirs: [protos] }),
  'grpc.reflection.v1.ServerReflection');

function ask(requests) {
  return new Promise((resolve, reject) => {
    const call = reflection.serverReflectionInfo();
    const answers = [];
    call.on('data', answer => answers.push(answer));
    call.on('end', () => resolve(answers));
    call.on('error', reject);
    requests.forEach(request => call.write(request));
    call.end();
  });
}

function definitionOf(answer) {
  // A FileDescriptorSet is the repeated field 1 of serialized files.
  const parts = answer.file_descriptor_response.file_descriptor_proto.flatMap(file => {
    const length = [];
    for (let rest = file.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) break;
    }
    return [Buffer.from([10, ...length]), file];
  });
  return loader.loadFileDescriptorSetFromBuffer(Buffer.concat(parts), options);
}

async function main() {
  const [services, byFile, bySymbol, byMethod, unknown, extensions, extension] = await ask([
    { list_services: '' },
    { file_by_filename: 'kale/v1/search.proto' },
    { file_containing_symbol: 'grpc.health.v1.Health' },
    { file_containing_symbol: 'kale.v1.Search.SearchStream' },
    { file_containing_symbol: 'kale.v1.Nothing' },
    { all_extension_numbers_of_type: 'kale.v1.SearchRequest' },
    { file_containing_extension: { containing_type: 'kale.v1.SearchRequest', extension_number: 7 } },
  ]);
  const learned = client(definitionOf(bySymbol), 'grpc.health.v1.Health');
  const health = await new Promise((resolve, reject) =>
    learned.check({ service: 'kale.v1.Search' }, (error, response) => error ? reject(error) : resolve(response)));
  const search = definitionOf(byFile);
  console.log(JSON.stringify({
    services: services.list_services_response.service.map(service => service.name),
    searchMethods: Object.keys(search['kale.v1.Search']),
    sameFile: byMethod.file_descriptor_response.file_descriptor_proto[0].equals(byFile.file_descriptor_response.file_descriptor_proto[0]),
    unknown: unknown.error_response.error_code,
    extensions: extensions.all_extension_numbers_response.extension_number,
    extension: extension.error_response.error_code,
    health: health.status,
  }));
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });
