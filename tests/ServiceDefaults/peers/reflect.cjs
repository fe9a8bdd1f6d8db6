// A client that knows no contract: learns it by reflection, builds itself from what it learned, and calls health with it.
// usage: node reflect.cjs <package.json> <host:port> <reflection's service> <its FileDescriptorSet in base64>; prints one
// JSON object.
const { createRequire } = require('node:module');
const load = createRequire(process.argv[2]);
const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');

const address = process.argv[3];
const credentials = grpc.credentials.createInsecure();
const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

function client(definition, name) {
  const service = name.split('.').reduce((at, part) => at[part], grpc.loadPackageDefinition(definition));
  return new service(address, credentials);
}

const reflection = client(
  loader.loadFileDescriptorSetFromBuffer(Buffer.from(process.argv[5], 'base64'), options), process.argv[4]);

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
  const [services, byFile, bySymbol, byMethod, unknown] = await ask([
    { list_services: '' },
    { file_by_filename: 'kale/v1/search.proto' },
    { file_containing_symbol: 'grpc.health.v1.Health' },
    { file_containing_symbol: 'kale.v1.Search.SearchStream' },
    { file_containing_symbol: 'kale.v1.Nothing' },
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
    health: health.status,
  }));
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });
