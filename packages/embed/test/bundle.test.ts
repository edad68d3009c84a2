import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** What Vite makes of a page that uses the package as it is published. */
async function bundled(source: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: 'page', external: 'onnxruntime-common' }, minify: false },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? id : undefined),
        load: (id) => (id === 'page' ? source.replace('@ggem/embed', entry) : undefined),
      },
    ],
  });
  const { output } = result as Rolldown.RolldownOutput;
  return output.map((one) => ('code' in one ? one.code : '')).join('\n');
}

it('a bundle for browsers has no module of Node and no sharp', async () => {
  const code = await bundled("import { createEmbedder } from '@ggem/embed';\nglobalThis.x = createEmbedder;");
  expect(code).toContain('createImageBitmap');
  expect(code).not.toMatch(/from ?["'](node:|sharp)|require\(|import\(["'](node:|sharp)/);
});

it('a bundle of preprocessing alone leaves models and kernels out', async () => {
  const code = await bundled(
    "import { parsePreprocessing, preprocess } from '@ggem/embed';\nglobalThis.x = [parsePreprocessing, preprocess];",
  );
  expect(code).toContain('crop_pct');
  expect(code).not.toMatch(/onnxruntime|WebAssembly/);
});
