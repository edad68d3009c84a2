import { definePooling, pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');

/** A power mean as it is written. */
const asWritten = (x, p) =>
  x
    .pow(p)
    .mean(1)
    .pow(1 / p);

for (const [values, p] of [
  [[1e-6, 1e-6], 7.5],
  [[50, 40], 25],
  [[1, 2], 300],
]) {
  const x = tf.tensor3d(values, [1, 2, 1]);
  const gradient = (f) =>
    Array.from(
      tf
        .grad((x) => f(x).sum())(x)
        .dataSync(),
      (value) => value.toFixed(4),
    );
  console.log(`[${values}], p = ${p}`);
  console.log(
    '  as written',
    asWritten(x, p).dataSync()[0],
    'gradient',
    ...gradient((x) => asWritten(x, p)),
  );
  const spec = definePooling({ type: 'gem', p });
  console.log(
    '  here      ',
    pool(x, spec).dataSync()[0],
    'gradient',
    ...gradient((x) => pool(x, spec)),
  );
}
