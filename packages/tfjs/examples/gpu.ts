import { pool } from '@ggem/tfjs';
import { useGpu } from '@ggem/tfjs/gpu';
import * as tf from '@tensorflow/tfjs';

const { runs, stop } = useGpu();
console.log(runs({ type: 'ggem', groups: 12 })); // true on webgl and webgpu, false on the others, where tfjs goes on as before

const tokens = tf.randomUniform([8, 196, 768]);
const embedding = pool(tokens, { type: 'ggem', groups: 12 }); // one program, in training four
console.log(embedding.shape); // [8, 768]

tf.dispose([tokens, embedding]);
stop(); // takes the kernels out again
