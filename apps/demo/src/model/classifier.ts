import * as tf from '@tensorflow/tfjs';
import { classify } from './classify.ts';
import { HEAD_NAMES, type HeadDefinition, headDefinitions } from './heads.ts';
import { backboneShapes, headShapes, type Parameters } from './parameters.ts';
import { vitTokens } from './vit.ts';
import type { VitConfig } from './vitConfig.ts';
import { MANIFEST_FILE, readWeights, type Weights } from './weightsFile.ts';

/** One trained head: its pooling, and what it learnt. */
export interface Head extends HeadDefinition {
  /** The trained p, one for each group; `undefined` for a pooling without p. */
  readonly p: number[] | undefined;
  /** Share of the MNIST test images that it classified correctly after training. */
  readonly testAccuracy: number;
}

/** The trained models of the demo: each head has a backbone of its own. */
export interface Classifier {
  readonly config: VitConfig;
  readonly heads: readonly Head[];
  /** Images `[batch, 28, 28, 1]` with ink 0..1 to tokens `[batch, 50, channels]`, class token first. */
  tokens(head: Head, images: tf.Tensor4D): tf.Tensor3D;
  /** Pooled tokens `[batch, channels]` to logits `[batch, 10]`. */
  logits(head: Head, pooled: tf.Tensor2D): tf.Tensor2D;
  /** Frees the weights. */
  dispose(): void;
}

/** Loads the weights of the repository: `read` gives the bytes of a file of the weights folder. */
export async function loadClassifier(read: (name: string) => Promise<ArrayBuffer>): Promise<Classifier> {
  const weights = await readWeights(read);
  const missing = HEAD_NAMES.find((name) => !weights.heads.some((head) => head.name === name));
  if (missing !== undefined) {
    throw new Error(
      `weights: ${MANIFEST_FILE} must list all five heads, but "${missing}" is missing. Take both files of one training.`,
    );
  }
  return classifierOf(weights);
}

/** A classifier from weights in memory, with the heads that they hold. Its tensors are on the current backend. */
export function classifierOf(weights: Weights): Classifier {
  const { config } = weights;
  const heads = headDefinitions(config).flatMap((definition): Head[] => {
    const record = weights.heads.find(({ name }) => name === definition.name);
    if (record === undefined) return [];
    const p = weights.tensors.get(`${definition.name}/p`);
    return [{ ...definition, p: p && Array.from(p.values), testAccuracy: record.testAccuracy }];
  });
  const models = new Map(heads.map((head) => [head.name, upload(weights, head)]));
  const model = (head: Head): Parameters => {
    const parameters = models.get(head.name);
    if (parameters === undefined) {
      throw new Error(
        `classifier: "${head.name}" is no head, or dispose() was called. Take one of classifier.heads.`,
      );
    }
    return parameters;
  };
  return {
    config,
    heads,
    tokens: (head, images) => vitTokens(config, model(head), images),
    logits: (head, pooled) => classify(model(head), pooled),
    dispose: () => {
      for (const parameters of models.values()) tf.dispose(Object.values(parameters));
      models.clear();
    },
  };
}

function upload(weights: Weights, head: HeadDefinition): Parameters {
  const shapes = new Map([...backboneShapes(weights.config), ...headShapes(weights.config, head.groups)]);
  const parameters: Record<string, tf.Tensor> = {};
  for (const [name, shape] of shapes) {
    const tensor = weights.tensors.get(`${head.name}/${name}`);
    if (tensor === undefined || tensor.shape.join() !== shape.join()) {
      throw new Error(
        `weights: "${head.name}/${name}" must be [${shape}], but ` +
          `${tensor === undefined ? 'it is missing' : `[${tensor.shape}] came`}. Take both files of one training.`,
      );
    }
    parameters[name] = tf.tensor(tensor.values, shape);
  }
  return parameters;
}
