import { definePooling, pool, poolRagged } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

const spec = definePooling({ type: 'ggem', groups: 2, p: [2, 5] });
const channels = 4;

// Three images of different sizes, so of 4, 9 and 6 patches.
const images = [4, 9, 6].map((count, seed) =>
  tf.randomUniform([count, channels], 0, 1, 'float32', seed + 1),
);
const longest = Math.max(...images.map((image) => image.shape[0]));

// Padded into one batch: the mask says which tokens are real.
const batch = tf.stack(
  images.map((image) =>
    image.pad(
      [
        [0, longest - image.shape[0]],
        [0, 0],
      ],
      Number.NaN,
    ),
  ),
);
const mask = tf.stack(
  images.map((image) =>
    tf.ones([image.shape[0]]).pad([[0, longest - image.shape[0]]]),
  ),
);
const padded = pool(batch, spec, { mask });

// Or without padding: all tokens in one array, and where each image begins.
const offsets = [0];
for (const image of images) offsets.push(offsets.at(-1) + image.shape[0]);
const ragged = poolRagged(tf.concat(images), offsets, spec);

const alone = tf.concat(
  images.map((image) => pool(image.expandDims(0), spec)),
);
console.log('batch', batch.shape, 'tokens in one array', offsets);
for (const [name, y] of Object.entries({ alone, padded, ragged })) {
  console.log(
    name.padEnd(6),
    y
      .arraySync()[0]
      .map((value) => value.toFixed(4))
      .join(' '),
  );
}
