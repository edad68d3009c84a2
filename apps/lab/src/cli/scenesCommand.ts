import { writeScenes } from '../scenes/writeScenes.ts';
import { type Command, command } from './command.ts';
import { progressLine } from './progressLine.ts';
import { UsageError } from './usageError.ts';

const options = {
  out: { kind: 'text', value: 'DIR', help: 'the folder to write: images, masks and scenes.csv' },
  count: { kind: 'count', value: 'N', help: 'default: 600' },
  size: { kind: 'count', value: 'N', help: 'side of an image; default: 64' },
  bias: { kind: 'number', value: 'X', help: 'share on the background of their class; default: 0' },
  seed: { kind: 'natural', value: 'N', help: 'default: 1' },
} as const;

/** `ggem-lab scenes`: images whose class, caption and mask are known. */
export const scenesCommand: Command = command(
  'scenes',
  {
    summary: 'makes images whose class, caption and mask are known',
    usage: '--out DIR',
    about:
      'Draws shapes with textures on backgrounds: the same numbers give the same pixels on every machine.',
    options,
    examples: ['--out scenes', '--out scenes --count 12000 --size 96 --bias 0.8 --seed 2'],
  },
  async (values, { console, signal }) => {
    const { out, count = 600, size = 64, bias = 0, seed = 1 } = values;
    if (out === undefined) throw new UsageError('scenes: --out is missing, the folder to write.');
    if (bias < 0 || bias > 1) throw new UsageError(`scenes: --bias must be from 0 to 1, but ${bias} came.`);
    const line = progressLine(console);
    const onProgress = (done: number): void => line(`scenes ${done}/${count}`, done / count);
    await writeScenes({ folder: out, count, size, bias, seed, signal, onProgress });
    console.out(`${count} scenes lie in ${out}: ggem-lab compare --csv ${out}/scenes.csv`);
    return 0;
  },
);
