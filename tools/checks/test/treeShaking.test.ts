import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

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
  it('of any function of core brings every pooling, and one of its bare entry those beside it', async () => {
    expect(await bundle('outputChannels', 'core')).toContain('Average pooling');
    const code = await bundle('outputChannels', 'core/bare', { beside: ['core/pooling/ggem'] });
    expect(code).toContain('Group generalized-mean pooling');
    expect(code).not.toContain('Average pooling');
  });
});
