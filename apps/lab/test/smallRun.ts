import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vit } from '@ggem/train';
import sharp from 'sharp';
import { main } from '../src/cli/main.ts';

/** A folder with a small model that was never trained, and images of three classes: bars that lie, bars that stand, squares. */
export interface SmallRun {
  readonly at: (path: string) => string;
  /** Runs the program; `{}` in an argument is the folder. `stopAt` stops it where it says so. */
  readonly run: (args: string, stopAt?: string) => Promise<Said>;
  readonly remove: () => Promise<void>;
}

/** What the program said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const classes = ['lying', 'standing', 'squares'] as const;

export async function smallRun(perClass: number): Promise<SmallRun> {
  const folder = await mkdtemp(join(tmpdir(), 'ggem-lab-'));
  const at = (path: string): string => join(folder, path);
  const image = { image: [3, 8, 8], patch: 4, width: 12, depth: 2, heads: 3, classes: 5 } as const;
  await writeFile(at('vit.onnx'), vit(image));
  for (const name of classes) {
    await mkdir(at(`images/${name}`), { recursive: true });
    for (let i = 0; i < perClass; i++) {
      await sharp(pixelsOf(name, i), { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toFile(at(`images/${name}/${i}.png`));
    }
  }
  return {
    at,
    run: (args, stopAt) => run(args.replaceAll('{}', folder), stopAt),
    remove: () => rm(folder, { recursive: true }),
  };
}

function pixelsOf(name: (typeof classes)[number], i: number): Uint8Array {
  return Uint8Array.from({ length: 192 }, (_, at) => {
    const [y, x] = [Math.floor(at / 24), Math.floor(at / 3) % 8];
    const on = { lying: y % 2, standing: x % 2, squares: ((x >> 1) + (y >> 1)) % 2 }[name];
    const noise = Math.sin((at + 1) * (i + 1) * 12.9898) * 50;
    return 127 + (on === 1 ? 60 : -60) + noise;
  });
}

async function run(args: string, stopAt?: string): Promise<Said> {
  let [out, err] = ['', ''];
  const stop = new AbortController();
  const console = {
    out: (line: string) => {
      out += `${line}\n`;
    },
    err: (text: string) => {
      err += text;
      if (stopAt !== undefined && text.includes(stopAt)) stop.abort();
    },
    isTerminal: true,
  };
  const code = await main(args.split(' '), console, stop.signal);
  return { code, out, err };
}
