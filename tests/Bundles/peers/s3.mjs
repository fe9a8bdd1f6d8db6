// An S3 server that somebody else wrote; it checks signatures. Arguments: package.json for resolving, a directory, a port or 0.
// Prints its port, and ends with its standard input.
import { createRequire } from 'node:module';

const [packageJson, directory, wanted] = process.argv.slice(2);
const require = createRequire(packageJson);
const S3rver = require('@20minutes/s3rver');

// Signed is the path as it was sent: this server forgets the slash behind a bucket's name, which the .NET SDK sends.
const v4 = require('@20minutes/s3rver/lib/signature/v4');
const { getStringToSign } = v4;
v4.getStringToSign = (request, ...rest) => getStringToSign({ ...request, uri: request.uri.replace(/^\/[^/]+$/, '$&/') }, ...rest);

const server = new S3rver({ address: '127.0.0.1', port: Number(wanted), directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: 'kale' }] });
const { port } = await server.run();
console.log(port);
process.stdin.resume().on('end', () => process.exit());
