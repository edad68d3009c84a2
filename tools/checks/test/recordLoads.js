import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

// Imports the modules it is given and prints the address of every module that this loads, one a line.
// Plain JavaScript, so that no loader of TypeScript is in the process that is looked at.
const hook = `
  import { writeSync } from 'node:fs';
  export function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

for (const url of process.argv.slice(2)) await import(url);
// Modules that CommonJS modules require are not seen by the hook, but they are in the cache of `require`.
for (const path of Object.keys(createRequire(import.meta.url).cache)) console.log(pathToFileURL(path).href);
