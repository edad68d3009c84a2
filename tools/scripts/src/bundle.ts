import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { licencesOf, type Manifest, readManifest } from './licencesOf.ts';

/**
 * The last step of a package's build: each entry as one file, for pages without a bundler. Peers stay outside, as imports that
 * an import map answers. The main one is where `jsdelivr` in package.json says, `@ggem/onnx/run` beside it with `-run` in its
 * name. The licences of what is inside are beside them.
 */
const manifest = readManifest('.') as Manifest & {
  readonly jsdelivr: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};
const peers = Object.keys(manifest.peerDependencies ?? {});
const licences = manifest.jsdelivr.replace('.min.js', '.licences.txt');
const inside = new Set<string>();
for (const [entry, target] of Object.entries(manifest.exports)) {
  // Files as they are; what runs in Node alone; and what brings poolings to `bare`, for which a bundler has to join them.
  if (typeof target === 'string' || /dist\/(node\/|bring\/|bare\.)/.test(target.default)) continue;
  const build = await rolldown({
    input: target.default,
    platform: 'browser',
    external: (id) => peers.some((peer) => id === peer || id.startsWith(`${peer}/`)),
    plugins: [workersInside()],
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(`${manifest.name}: the file for pages: ${message}`);
    },
  });
  const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
  await build.close();
  const [{ code, moduleIds }] = output;
  for (const id of moduleIds) inside.add(resolve(id));
  const file = manifest.jsdelivr.replace('.min.js', `${entry.slice(1).replace('/', '-')}.min.js`);
  writeFileSync(file, `/*! Licences: ${licences.replace(/.*\//, '')} */\n${code}`);
}
writeFileSync(licences, licencesOf([...inside]));

/** A worker's file becomes a text in the script: pages may not start a worker from another site, such as the script's own. */
function workersInside(): Plugin {
  return {
    name: 'workers-inside',
    transform: (code, id) =>
      code.replaceAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g, (_, path: string) => {
        const worker = readFileSync(join(dirname(id), path), 'utf8');
        return `URL.createObjectURL(new Blob([${JSON.stringify(worker)}], { type: 'text/javascript' }))`;
      }),
  };
}
