import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Where an entry of a package lies: `core`, or `tfjs/bare`. */
function distOf(entry: string): string {
  const [name, ...path] = entry.split('/');
  const file = path.join('/').replace(/^pooling\//, 'bring/') || 'index';
  return JSON.stringify(`${packages}/${name}/dist/${file}.js`);
}

/** What a bundler makes of one import, and of entries imported beside it; tensor libraries left outside. */
export async function bundle(
  names: string,
  from: string,
  { beside = [], minify = false }: { readonly beside?: readonly string[]; readonly minify?: boolean } = {},
): Promise<string> {
  const imports = beside.map((entry) => `import ${distOf(entry)};`);
  const source = [...imports, `export { ${names} } from ${distOf(from)};`].join('\n');
  const build = await rolldown({
    input: 'entry',
    external: [/^@tensorflow\//, 'gpu.js', /^onnxruntime/],
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : undefined),
        load: (id) => (id === 'entry' ? source : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify });
  await build.close();
  return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

/** How many kB such a bundle takes on the way to a page: minified, gzip at its best. */
export async function sizeOf(...[names, from, options]: Parameters<typeof bundle>): Promise<number> {
  const code = await bundle(names, from, { ...options, minify: true });
  return gzipSync(code, { level: 9 }).length / 1000;
}
