import * as tf from '@tensorflow/tfjs';
import { layerNorm } from './layerNorm.ts';
import { type Parameters, parameter } from './parameters.ts';
import { gridSize, tokenCount, type VitConfig } from './vitConfig.ts';

/**
 * Tokens of a small vision transformer: pre-norm blocks, a last LayerNorm.
 *
 * In: images `[batch, size, size, 1]`, ink 0..1. Out: `[batch, 1 + patches, channels]`, class token first.
 */
export function vitTokens(config: VitConfig, parameters: Parameters, images: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    const shape: [number, number, number] = [images.shape[0], tokenCount(config), config.channels];
    let x = embed(config, parameters, images).reshape([-1, config.channels]) as tf.Tensor2D;
    for (let block = 0; block < config.blocks; block++) {
      x = x.add(attention(config, parameters, `block${block}`, norm(parameters, `block${block}/norm1`, x)));
      x = x.add(mlp(parameters, `block${block}`, norm(parameters, `block${block}/norm2`, x)));
    }
    return norm(parameters, 'norm', x).reshape(shape) as tf.Tensor3D;
  });
}

/** Patches as rows of ink, mapped to channels. The class token is a row of zeros, which gets only its position. */
function embed(config: VitConfig, parameters: Parameters, images: tf.Tensor4D): tf.Tensor3D {
  const { patchSize, channels } = config;
  const grid = gridSize(config);
  const batch = images.shape[0];
  // Always rank 4: the wasm backend transposes rank 5 about a hundred times more slowly.
  const patches = images
    .reshape([batch * grid, patchSize, grid, patchSize])
    .transpose([0, 2, 1, 3])
    .reshape([batch, grid * grid, patchSize * patchSize])
    .pad([
      [0, 0],
      [1, 0],
      [0, 0],
    ])
    .reshape([-1, patchSize * patchSize]) as tf.Tensor2D;
  return tf
    .matMul(patches, parameter<tf.Tensor2D>(parameters, 'embed/weight'))
    .reshape([batch, tokenCount(config), channels])
    .add(parameter(parameters, 'embed/position')) as tf.Tensor3D;
}

function attention(config: VitConfig, parameters: Parameters, block: string, x: tf.Tensor2D): tf.Tensor2D {
  const { heads, channels } = config;
  const tokens = tokenCount(config);
  const width = channels / heads;
  const split = (part: string): tf.Tensor3D =>
    affine(parameters, `${block}/${part}`, x)
      .reshape([-1, tokens, heads, width])
      .transpose([0, 2, 1, 3])
      .reshape([-1, tokens, width]) as tf.Tensor3D;
  const query = split('query').mul(1 / Math.sqrt(width)) as tf.Tensor3D;
  const weights = tf.softmax(tf.matMul(query, split('key'), false, true));
  const mixed = tf
    .matMul(weights, split('value'))
    .reshape([-1, heads, tokens, width])
    .transpose([0, 2, 1, 3])
    .reshape([-1, channels]) as tf.Tensor2D;
  return affine(parameters, `${block}/out`, mixed);
}

function mlp(parameters: Parameters, block: string, x: tf.Tensor2D): tf.Tensor2D {
  return affine(parameters, `${block}/mlp2`, gelu(affine(parameters, `${block}/mlp1`, x)));
}

/** x · sigmoid(1.702 x), close to GELU: the wasm backend computes sigmoid about fifteen times as fast as tanh or erf. */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return x.mul(x.mul(1.702).sigmoid());
}

function affine(parameters: Parameters, at: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf
    .matMul(x, parameter<tf.Tensor2D>(parameters, `${at}/weight`))
    .add(parameter(parameters, `${at}/bias`));
}

function norm(parameters: Parameters, at: string, x: tf.Tensor2D): tf.Tensor2D {
  return layerNorm(x, parameter(parameters, `${at}/scale`), parameter(parameters, `${at}/shift`));
}
