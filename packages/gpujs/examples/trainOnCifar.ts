import { GPU } from 'gpu.js';
import { cifarPatches, tokens } from './cifarPatches.ts';
import { train } from './training.ts';

const [pictures, channels, batch] = [2000, 96, 100] as const;
const file = new URL('../../../../shared/data/cifar10/train.bin.gz', import.meta.url);
const { x, labels } = await cifarPatches(file, pictures, channels);
const size = batch * tokens * channels;

function* batches(epochs: number) {
  for (let step = 0; step < (epochs * pictures) / batch; step++) {
    const first = (step * batch) % pictures;
    yield {
      x: x.subarray((first / batch) * size, (first / batch + 1) * size),
      labels: labels.subarray(first, first + batch),
    };
  }
}

const gpu = new GPU({ mode: (process.argv[2] ?? 'webasm') as 'cpu' });
const started = performance.now();
let step = 0;
let losses = 0;
for await (const { loss, p } of train(gpu, batches(10), { tokens, channels, groups: 6, classes: 10 })) {
  losses += loss;
  step++;
  if (step % (pictures / batch) > 0) continue;
  const epoch = step / (pictures / batch);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `epoch ${epoch}: loss ${((losses * batch) / pictures).toFixed(3)}, p ${p.map((one) => one.toFixed(2)).join(' ')}, ${seconds.toFixed(1)} s`,
  );
  losses = 0;
}
await gpu.destroy();
