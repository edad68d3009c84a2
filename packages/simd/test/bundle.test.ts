import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** What Vite makes of a page that uses the package as it is published. */
async function bundled(source: string): Promise<readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: 'page' }, target: 'es2022', modulePreload: false },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? id : undefined),
        load: (id) => (id === 'page' ? source.replace('@ggem/simd', entry) : undefined),
      },
    ],
  });
  return (result as Rolldown.RolldownOutput).output;
}

describe('a bundle for browsers', () => {
  let files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[];
  const names = () => files.map(({ fileName }) => fileName.replace(/.*\//, '').replace(/-[\w-]{8}\./, '.'));

  beforeAll(async () => {
    files = await bundled("import { loadSimd } from '@ggem/simd';\nglobalThis.simd = await loadSimd();\n");
  });

  it('has the worker in a file of its own', () => {
    expect(names()).toContain('worker.js');
  });

  it('loads one build of the kernels, when it is wanted', () => {
    expect(names()).toEqual(expect.arrayContaining(['simd.js', 'relaxed-simd.js']));
    const page = files.find(({ fileName }) => /page/.test(fileName)) as Rolldown.OutputChunk;
    expect(page.dynamicImports).toHaveLength(2);
    // WebAssembly begins like this in base64.
    expect(page.code).not.toContain('AGFzbQ');
  });
});
