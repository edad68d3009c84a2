import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test('refuses a path that is not there, in a page and in a comment', () => {
  const files = {
    'docs/page.md': '# Page\n\nThe formula is in `packages/core/src/gone.ts`.\n',
    'packages/core/src/mean.ts': '/** As in `gone.ts`. */\nexport const mean = 0;\n',
  };
  expect(problemsWith(files)).toEqual([
    'docs/page.md:3 [reference] names packages/core/src/gone.ts, which is not there. Name what is.',
    'packages/core/src/mean.ts:1 [reference] names gone.ts, which is not there. Name what is.',
  ]);
});

test('refuses a dead link', () => {
  expect(problemsWith({ 'docs/page.md': 'See [there](./gone.md#part) and [here](#part).\n' })).toEqual([
    'docs/page.md:1 [reference] links to ./gone.md, which is not there. Link to what is.',
  ]);
});

test('refuses a name that is not in the file that is said to have it', () => {
  const page = 'Held by `home` and `flat` in `packages/core/src/mean.ts`.\n';
  expect(problemsWith({ 'docs/page.md': page })).toEqual([
    'docs/page.md:1 [reference] says that packages/core/src/mean.ts has flat, which is not in it.',
  ]);
});

test('takes what is there, ends of paths, files of users, placeholders and blocks of code', () => {
  const page = [
    '`packages/core/src/mean.ts`, `src/mean.ts`, `mean.ts`, `packages/core`, [one](../packages/core/src/mean.ts)',
    '`model.json` is written beside the model, and `1_Pooling/config.json` is read; `docs/NAME.json`.',
    '```',
    '`packages/core/src/gone.ts`',
    '```',
  ].join('\n');
  expect(problemsWith({ 'docs/page.md': page })).toEqual([]);
});
