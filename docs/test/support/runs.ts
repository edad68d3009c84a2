import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { shared } from '../../measure/shared.ts';

/** A file that a page shows, run as a reader would, in an empty folder. What it prints stands in a file beside it. */
export interface Run {
  /** From `docs`, such as `recipes/few-shot/few-shot.mjs`. */
  readonly file: string;
  /** What of `../shared` it needs. */
  readonly needs?: readonly string[];
  /** Its arguments, after it laid out what it needs in the folder it runs in. */
  readonly args?: (folder: string) => Promise<readonly string[]>;
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

async function lay(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of names.map(photo)) await symlink(file, join(folder, basename(file)));
}

/** The text that a run printed when it was last recorded. */
export function recorded(file: string): string {
  return join(dirname(file), `${basename(file, '.mjs')}.txt`);
}
