import { pool } from '@ggem/tfjs';
import { useSimd } from '@ggem/tfjs/simd';
import * as tf from '@tensorflow/tfjs';

const { build, stop } = await useSimd();
console.log(build); // 'relaxed-simd' or 'simd'; 'typescript' where the engine has neither, and tfjs goes on as before

const tokens = tf.randomUniform([8, 196, 768]);
const embedding = pool(tokens, { type: 'ggem', groups: 12 }); // by a kernel, on wasm and cpu
console.log(embedding.shape); // [8, 768]

tf.dispose([tokens, embedding]);
stop(); // takes the kernels out again
