import { readFileSync } from 'node:fs';
import { trainingModels } from '@ggem/onnx/training';
import * as runtime from 'onnxruntime-node';
import { type HostTensor, sessionsOf } from '../src/index.ts';
import { workerSessions } from '../src/node/workerSessions.ts';
import { tfjsBlock } from './tfjsBlock.ts';

/*
 * How long a step of training takes beside a forward pass of the trained part and beside the same step in tfjs on wasm, and what a
 * second core gives:
 * `npx tsx bench/step.ts vit.onnx [rounds]`, such as ViT-Tiny at 224 px. The last block, batch 16, mean. What is compared runs in
 * turn, and the fastest of all rounds counts: CPU time for the step, so that a busy machine matters little, and time on the
 * clock for two cores, which must be free.
 */

const [path, rounds = '12'] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: npx tsx bench/step.ts vit.onnx [rounds]');
const batch = 16;
const models = trainingModels(readFileSync(path), {
  ...{ pooling: { type: 'mean' }, classes: 17, from: { blocks: 1 }, batch },
});

const weights = Object.fromEntries(models.weights.map(({ name, data, dims }) => [name, { data, dims }]));
const numbers = (dims: readonly number[]): HostTensor => {
  const data = new Float32Array(dims.reduce((n, m) => n * m, 1));
  return { data: data.map((_, i) => Math.sin(i * 12.9898)), dims };
};
const targets = numbers([batch, 17]);
targets.data.forEach((_, i) => {
  targets.data[i] = Number(i % 18 === 0);
});
const feeds = { ...weights, [models.from]: numbers(models.fromShape), [models.targets]: targets };

const start = sessionsOf(runtime);
const [step, forward] = [await start(models.step.bytes), await start(models.evaluate.bytes)];
const threads = workerSessions(2);
const pair = [await threads.start(models.step.bytes), await threads.start(models.step.bytes)];

const cpu = async (run: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const clock = async (run: () => Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await run();
  return performance.now() - before;
};
const [, tokens, width] = models.fromShape as [number, number, number];
const inTfjs = await tfjsBlock({ batch, tokens, width, heads: width / 64, classes: 17 });
const ways = {
  'forward, CPU': () => cpu(() => forward.run(feeds)),
  'step, CPU': () => cpu(() => step.run(feeds)),
  'tfjs on wasm, CPU': () => cpu(async () => inTfjs()),
  'one step, one core': () => clock(() => pair[0]!.run(feeds)),
  'two steps, two cores': () => clock(() => Promise.all(pair.map((one) => one.run(feeds)))),
};
const least = new Map<string, number>();
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, run] of Object.entries(ways)) {
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, await run()));
  }
}
await threads.close();
for (const [name, ms] of least) console.log(`${name}: ${ms.toFixed(1)} ms`);
const of = (name: keyof typeof ways): number => least.get(name)!;
console.log(`a step is ${(of('step, CPU') / of('forward, CPU')).toFixed(2)} forward passes`);
console.log(`${((1000 * batch) / of('step, CPU')).toFixed(0)} images a second of CPU`);
console.log(`${(of('tfjs on wasm, CPU') / of('step, CPU')).toFixed(2)} times as many as tfjs on wasm`);
const gain = (2 * of('one step, one core')) / of('two steps, two cores');
console.log(`two cores make ${gain.toFixed(2)} times the steps of one`);
