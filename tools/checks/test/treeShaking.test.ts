import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

const dist = (name: string) =>
  fileURLToPath(new URL(`../../../packages/${name}/dist/index.js`, import.meta.url));

/** What a bundler makes of one import, tensor libraries left outside. */
async function bundle(names: string, from: string): Promise<string> {
  const source = `export { ${names} } from ${JSON.stringify(dist(from))};`;
  const build = await rolldown({
    input: 'entry',
    external: /^@tensorflow\//,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : undefined),
        load: (id) => (id === 'entry' ? source : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

describe('a bundle', () => {
  it('of the tfjs function leaves the layer out', async () => {
    const code = await bundle('pool', 'tfjs');
    expect(code).toContain('customGrad');
    expect(code).not.toContain('GgemPooling');
    expect(await bundle('poolingLayer', 'tfjs')).toContain('GgemPooling');
  });
  it('of core has no matrix decompositions; those are in the entry for whitening', async () => {
    const main = await readFile(new URL('../../../packages/core/dist/index.js', import.meta.url), 'utf8');
    expect(main).not.toContain('whiteningFrom');
    expect(await bundle('poolArray, parseSpec', 'core')).not.toContain('EigenvalueDecomposition');
  });
  it('of poolingModel leaves the protobuf library and the reference out', async () => {
    const code = await bundle('poolingModel', 'onnx');
    expect(code).not.toContain('BinaryWriter');
    expect(code).not.toContain('arrayOps');
    expect(await bundle('attachPooling', 'onnx')).toContain('BinaryWriter');
  });
  it('of intervals leaves the kernels of searches out', async () => {
    const code = await bundle('pairedBootstrap, mcnemar', 'analysis');
    expect(code).toContain('coinBelow');
    expect(code).not.toContain('WebAssembly');
    expect(await bundle('retrieval', 'analysis')).toContain('WebAssembly');
  });
  it('of parseSpec leaves the JSON Schema and the reference out', async () => {
    const code = await bundle('parseSpec', 'core');
    expect(code).not.toContain('arrayOps');
    expect(code).not.toContain('specJsonSchema');
  });
});
