import type * as tf from '@tensorflow/tfjs';
import { gridSize, tokenCount, type VitConfig } from './vitConfig.ts';

/** Named tensors of a model. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/** Name and shape of every tensor of the backbone, in the order in which they are stored. */
export function backboneShapes(config: VitConfig): Map<string, number[]> {
  const { channels, hidden, patchSize } = config;
  if (!Number.isInteger(gridSize(config)) || !Number.isInteger(channels / config.heads)) {
    throw new Error(
      `vit: patches of ${patchSize} must divide images of ${config.imageSize} pixels, and ${config.heads} heads ` +
        `must divide ${channels} channels. Change one of these sizes.`,
    );
  }
  const shapes = new Map<string, number[]>();
  shapes.set('embed/weight', [patchSize * patchSize, channels]);
  shapes.set('embed/position', [tokenCount(config), channels]);
  for (let block = 0; block < config.blocks; block++) {
    const at = `block${block}`;
    shapes.set(`${at}/norm1/scale`, [channels]).set(`${at}/norm1/shift`, [channels]);
    for (const part of ['query', 'key', 'value', 'out']) {
      shapes.set(`${at}/${part}/weight`, [channels, channels]).set(`${at}/${part}/bias`, [channels]);
    }
    shapes.set(`${at}/norm2/scale`, [channels]).set(`${at}/norm2/shift`, [channels]);
    shapes.set(`${at}/mlp1/weight`, [channels, hidden]).set(`${at}/mlp1/bias`, [hidden]);
    shapes.set(`${at}/mlp2/weight`, [hidden, channels]).set(`${at}/mlp2/bias`, [channels]);
  }
  shapes.set('norm/scale', [channels]).set('norm/shift', [channels]);
  return shapes;
}

/** Name and shape of every tensor of one head: a linear classifier, and p where the pooling has one. */
export function headShapes(config: VitConfig, groups: number | undefined): Map<string, number[]> {
  const shapes = new Map<string, number[]>([
    ['weight', [config.channels, config.classes]],
    ['bias', [config.classes]],
  ]);
  if (groups !== undefined) shapes.set('p', [groups]);
  return shapes;
}

/** The tensor of that name, or an error that says which one is missing. */
export function parameter<T extends tf.Tensor = tf.Tensor>(parameters: Parameters, name: string): T {
  const tensor = parameters[name];
  if (tensor === undefined) {
    throw new Error(
      `vit: there is no parameter "${name}"; the model has ${Object.keys(parameters).length} others.`,
    );
  }
  return tensor as T;
}
