// The contract as the official JavaScript client has it: one line per field, enum value and method.
// node contract.mjs PACKAGE_JSON
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.argv[2]);
const root = dirname(require.resolve('@qdrant/js-client-grpc'));
const files = [
  'json_with_int', 'qdrant_common', 'collections', 'points', 'collections_service', 'points_service', 'qdrant',
];
for (const file of files) {
  const module = await import(pathToFileURL(join(root, '..', 'esm', 'proto', `${file}_pb.js`)));
  const { proto } = Object.values(module).find((member) => member?.kind === 'file');
  proto.enumType.forEach((type) => printEnum('', type));
  proto.messageType.forEach((type) => printMessage('', type));
  for (const service of proto.service)
    for (const method of service.method)
      console.log(`qdrant.${service.name}/${method.name} ${method.inputType.slice(1)} ${method.outputType.slice(1)}`);
}

function printEnum(scope, type) {
  type.value.forEach((value) => console.log(`${scope}${type.name}.${value.name} = ${value.number}`));
}

function printMessage(scope, type) {
  const name = `${scope}${type.name}`;
  type.enumType.forEach((nested) => printEnum(`${name}.`, nested));
  type.nestedType.forEach((nested) => printMessage(`${name}.`, nested));
  for (const field of type.field) {
    const label = field.label === 3 ? 'repeated' : 'single';
    const typeName = (field.typeName ?? '').slice(1);
    console.log(`${name}.${field.name} = ${field.number} ${field.type} ${label} ${typeName}`.trim());
  }
}
