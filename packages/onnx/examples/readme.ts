import { readFile, writeFile } from 'node:fs/promises';
import { attachPooling, definePooling, poolingModel } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { InferenceSession } from 'onnxruntime-node';

// GGeM in a model you have: one more output, every byte of the rest kept.
const spec = definePooling({ type: 'ggem', groups: 3, prefixTokens: 1 });
const edited = attachPooling(await readFile('vit.onnx'), spec, { tokens: 'last_hidden_state' });
await writeFile('vit-ggem.onnx', edited.toBytes());

// A pooling alone, as a model: tokens in, one vector an image out.
const session = await InferenceSession.create(poolingModel(spec, { channels: 192 }));
const tokens = { data: new Float32Array(2 * 197 * 192).fill(1), shape: [2, 197, 192] };
const { pooled } = await run<'pooled'>(session, { tokens });
console.log(pooled.shape); // [2, 192]
