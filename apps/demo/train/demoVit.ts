import { readWeights, writeWeights } from '@ggem/onnx/training';
import { vit } from '@ggem/train';
import { MODEL_CONFIG } from './modelConfig.ts';

/** The demo's transformer as an ONNX model, untrained: what `src/model/vit.ts` computes with tfjs. */
export function demoVit(seed: number): Uint8Array {
  const { imageSize, patchSize, channels, heads, blocks, hidden, classes } = MODEL_CONFIG;
  return vit({
    ...{ image: [1, imageSize, imageSize], patch: patchSize, width: channels, heads, depth: blocks },
    ...{ hidden, classes, seed, activation: 'quickGelu', epsilon: 1e-5, deviation: 1 / Math.sqrt(channels) },
  });
}

/** The demo's transformer with the weights of a pre-trained one, whatever that one pooled. */
export function pretrainedVit(model: Uint8Array): Uint8Array {
  const plain = demoVit(0);
  const weights = readWeights(model);
  const own = [...readWeights(plain).keys()].map((name) => [name, weights.get(name)!] as const);
  return writeWeights(plain, new Map(own));
}
