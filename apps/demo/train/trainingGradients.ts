import * as tf from '@tensorflow/tfjs';
import { headLogits } from '../src/model/headLogits.ts';
import type { HeadDefinition } from '../src/model/heads.ts';
import type { Parameters } from '../src/model/parameters.ts';
import { vitTokens } from '../src/model/vit.ts';
import type { VitConfig } from '../src/model/vitConfig.ts';
import type { HostArrays } from './adamW.ts';
import type { Batch } from './batch.ts';
import { countCorrect } from './countCorrect.ts';
import type { HostParameters } from './initialParameters.ts';
import { CLASSES, IMAGE_SIZE } from './mnist.ts';

/** What one batch gives: the loss averaged over heads, the share of images each got right, the gradients. */
export interface BatchResult {
  readonly loss: number;
  /** Averaged over heads. */
  readonly accuracy: number;
  readonly gradients: HostArrays;
}

/** Forward and backward of one batch through the backbone and the given heads. */
export function trainingGradients(
  config: VitConfig,
  heads: readonly HeadDefinition[],
  parameters: HostParameters,
  batch: Batch,
): BatchResult {
  let result: BatchResult | undefined;
  tf.tidy(() => {
    const names = [...parameters.keys()];
    const images = tf.tensor4d(batch.images, [batch.size, IMAGE_SIZE, IMAGE_SIZE, 1]);
    const oneHot = tf.tensor2d(batch.oneHot, [batch.size, CLASSES]);
    let correct = 0;
    const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
      const named = (prefix: string): Parameters => withPrefix(names, tensors, prefix);
      const tokens = vitTokens(config, named('backbone'), images);
      const losses = heads.map((head) => {
        const logits = headLogits(head, named(head.name), tokens);
        correct += countCorrect(logits.dataSync(), batch.labels);
        return tf.losses.softmaxCrossEntropy(oneHot, logits);
      });
      return tf.addN(losses).div(heads.length);
    };
    const tensors = names.map((name) => {
      const { values, shape } = parameters.get(name)!;
      // A copy, since the optimiser changes the values in place.
      return tf.tensor(values.slice(), [...shape]);
    });
    const { value, grads } = tf.valueAndGrads(lossOf)(tensors);
    result = {
      loss: value.dataSync()[0]!,
      accuracy: correct / (heads.length * batch.size),
      gradients: new Map(names.map((name, i) => [name, grads[i]!.dataSync() as Float32Array])),
    };
  });
  return result!;
}

/** The tensors whose names start with `prefix/`, without it. */
function withPrefix(names: readonly string[], tensors: readonly tf.Tensor[], prefix: string): Parameters {
  const found: Record<string, tf.Tensor> = {};
  names.forEach((name, i) => {
    if (name.startsWith(`${prefix}/`)) found[name.slice(prefix.length + 1)] = tensors[i]!;
  });
  return found;
}
