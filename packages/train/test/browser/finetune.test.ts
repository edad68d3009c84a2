import file from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import { expect, it } from 'vitest';
import { finetune, sessionsOf } from '../../src/index.ts';
import { smallLosses } from '../smallLosses.ts';
import { model, options } from '../smallOptions.ts';

it('trains in a page with the losses of Node', async () => {
  ort.env.wasm.wasmPaths = { wasm: new URL(file, document.baseURI).href };
  const { losses, step } = await finetune(model, { ...options, epochs: 2, session: sessionsOf(ort) });
  expect(step).toBe(12);
  losses.forEach((loss, epoch) => {
    expect(loss).toBeCloseTo(smallLosses[epoch]!, 4);
  });
});
