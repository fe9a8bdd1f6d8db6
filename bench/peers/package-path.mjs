// The npm packages that eng/ installed, for scripts that live elsewhere in the repository.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const require = createRequire(new URL('../../eng/node/package.json', import.meta.url));
export const load = (name) => import(pathToFileURL(require.resolve(name)).href);
