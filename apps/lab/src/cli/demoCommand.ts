import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileError } from '@ggem/train/node';
import { readCsv } from '../read/readCsv.ts';
import { writeScenes } from '../scenes/writeScenes.ts';
import { type Command, command } from './command.ts';
import { machineOptions } from './dataOptions.ts';
import { progressLine } from './progressLine.ts';
import { runCompare } from './runCompare.ts';

const options = {
  out: { kind: 'text', value: 'RUN', help: 'the folder of the run; default: ggem-lab-demo' },
  count: { kind: 'count', value: 'N', help: 'scenes; default: 600' },
  bias: { kind: 'number', value: 'X', help: 'share on the background of their class; default: 0' },
  ...machineOptions,
} as const;

/** `ggem-lab demo`: a comparison with nothing given, on scenes and the small model of this package. */
export const demoCommand: Command = command(
  'demo',
  {
    summary: 'a small comparison with nothing given, on images made for it',
    usage: '',
    about:
      'Draws scenes and compares poolings of a small vision transformer that was trained on other scenes.',
    options,
    examples: ['', '--count 2400 --bias 0.8'],
  },
  async ({ out = 'ggem-lab-demo', count = 600, bias = 0, cache, threads, queue }, setting) => {
    const folder = join(out, 'scenes');
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw fileError('write', folder, error);
    });
    const line = progressLine(setting.console);
    const onProgress = (done: number): void => line(`scenes ${done}/${count}`, done / count);
    await writeScenes({ folder, count, size: 64, bias, seed: 1, signal: setting.signal, onProgress });
    const model = fileURLToPath(new URL('../../model/scenes.onnx', import.meta.url));
    const list = await readCsv(join(folder, 'scenes.csv'));
    // A probe of twelve poolings takes minutes, and who tries a demo waits seconds.
    const usual = ['mapAtR', 'rPrecision', 'recallAt1', 'knn'] as const;
    return runCompare(
      'demo',
      { model, out, cache, threads, queue },
      { list, usual, synthetic: true },
      setting,
    );
  },
);
