import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeSafetensors } from '@ggem/core';
import { shared } from '../../measure/shared.ts';
import { docs } from './docs.ts';
import { hubFolder } from './hubFolder.ts';
import { madeUpTokens } from './madeUpTokens.ts';

/** A file that a page shows, run as a reader would, in an empty folder. What it prints stands in a file beside it. */
export interface Run {
  /** From `docs`, such as `recipes/few-shot/few-shot.mjs`. */
  readonly file: string;
  /** The files of `../shared` that it needs. */
  readonly needs?: readonly string[];
  /** Writes what the file needs into the folder in which it runs, and gives its arguments. */
  readonly args?: (folder: string) => Promise<readonly string[]>;
  /** A program that it needs besides Node. */
  readonly program?: string;
}

const vit = 'models/vit_tiny_patch16_224.onnx';
const photos = 'data/imagenet-samples';
const photo = (name: string): string => join(shared, photos, `${name}.jpg`);

/** Files that take arguments; every other `.mjs` beside a page runs without. */
export const runsWithArguments: readonly Run[] = [
  {
    file: 'recipes/pool-tokens/pool-tokens.mjs',
    needs: [vit, photos],
    args: async () => [join(shared, vit), photo('283_Persian_cat')],
  },
  {
    file: 'recipes/onnx-vit/onnx-vit.mjs',
    needs: [vit, photos],
    args: async () => [join(shared, vit), photo('283_Persian_cat')],
  },
  {
    file: 'recipes/transformers-js/transformers-js.mjs',
    needs: [vit, photos],
    args: async (folder) => {
      await hubFolder(join(folder, 'models/vit-tiny'), vit);
      return ['models', 'vit-tiny', photo('283_Persian_cat')];
    },
  },
  {
    file: 'recipes/onnx-vit/command.sh',
    needs: [vit],
    args: async (folder) => {
      await symlink(join(shared, vit), join(folder, 'vit.onnx'));
      return [];
    },
  },
  {
    file: 'recipes/finetune-vit/command.sh',
    needs: [vit, 'data/flowers17'],
    args: async (folder) => {
      await symlink(join(shared, vit), join(folder, 'vit.onnx'));
      for (const name of ['01_daffodil', '07_tigerlily', '10_sunflower']) {
        await mkdir(join(folder, 'flowers', name), { recursive: true });
        const files = await readdir(join(shared, 'data/flowers17', name));
        for (const file of files.sort().slice(0, 8)) {
          await symlink(join(shared, 'data/flowers17', name, file), join(folder, 'flowers', name, file));
        }
      }
      return [];
    },
  },
  {
    file: 'recipes/p-everywhere/p-everywhere.mjs',
    args: async (folder) => {
      const p = { name: 'pool.p', dtype: 'F32', shape: [3], values: [2.5, 3, 4.25] } as const;
      await writeFile(join(folder, 'gem.safetensors'), writeSafetensors([p]));
      return ['gem.safetensors'];
    },
  },
  {
    file: 'recipes/streaming/streaming.mjs',
    args: async (folder) => {
      await writeFile(join(folder, 'tokens.f32'), madeUpTokens(10_000 * 192));
      return ['tokens.f32'];
    },
  },
  {
    file: 'recipes/cluster/cluster.sh',
    program: 'parallel',
    args: async (folder) => {
      await mkdir(join(folder, 'shards'));
      for (const [i, count] of [1500, 1, 700, 3000].entries()) {
        await writeFile(join(folder, `shards/${i}.f32`), madeUpTokens(count * 8));
      }
      return ['shards/*.f32'];
    },
  },
  {
    file: 'recipes/cnn-gem/cnn-gem.mjs',
    needs: ['models/tiny-darknet-tfjs', photos],
    args: async () => [
      join(shared, 'models/tiny-darknet-tfjs'),
      ...['283_Persian_cat', '293_cheetah', '353_gazelle', '023_vulture'].map(photo),
    ],
  },
  {
    file: 'recipes/image-search/image-search.mjs',
    needs: [vit, photos],
    args: async (folder) => {
      const names = ['003_tiger_shark', '013_junco', '023_vulture', '083_prairie_chicken', '093_hornbill'];
      const more = ['163_bloodhound', '193_Australian_terrier', '203_West_Highland_white_terrier'];
      const others = ['283_Persian_cat', '403_aircraft_carrier', '453_bookcase', '493_chiffonier'];
      await lay(join(folder, 'photos'), [...names, ...more, ...others]);
      return [join(shared, vit), 'photos', photo('153_Maltese_dog')];
    },
  },
  {
    file: 'recipes/few-shot/few-shot.mjs',
    needs: [vit, photos],
    args: async (folder) => {
      await lay(join(folder, 'examples/bird'), ['013_junco', '023_vulture', '093_hornbill', '133_bittern']);
      await lay(join(folder, 'examples/dog'), [
        '163_bloodhound',
        '213_Irish_setter',
        '223_schipperke',
        '253_basenji',
        '203_West_Highland_white_terrier',
      ]);
      await lay(join(folder, 'examples/snake'), ['053_ringneck_snake', '063_Indian_cobra']);
      const asked = ['083_prairie_chicken', '143_oystercatcher', '153_Maltese_dog', '263_Pembroke'];
      return [join(shared, vit), 'examples', ...asked.map(photo)];
    },
  },
];

/** Packages of this repository as a reader has them installed. */
export async function layPackages(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(join(folder, 'node_modules/@ggem'), { recursive: true });
  for (const name of names) {
    await symlink(join(docs, '../packages', name), join(folder, 'node_modules/@ggem', name));
  }
}

async function lay(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of names.map(photo)) await symlink(file, join(folder, basename(file)));
}

/** The text that a run printed when it was last recorded. */
export function recorded(file: string): string {
  return file.replace(/\.\w+$/, '.txt');
}
