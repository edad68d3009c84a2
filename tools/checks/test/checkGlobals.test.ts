import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

const file = 'packages/core/tsconfig.build.json';
const rest =
  'but core imports no other package of ours, no tensor library, no DOM and no Node. Set "lib" to an ES version alone and "types" to [].';

test('refuses a build of core that knows the DOM or Node', () => {
  expect(problemsWith({ [file]: { compilerOptions: { lib: ['ES2023', 'DOM'], types: ['node'] } } })).toEqual([
    `${file}:1 [globals] builds with the lib "DOM", ${rest}`,
    `${file}:1 [globals] builds with the types "node", ${rest}`,
  ]);
});

test('reads what the configuration inherits', () => {
  const base = { compilerOptions: { lib: ['ES2023'], types: [] } };
  const files = { [file]: { extends: '../../tsconfig.base.json' }, 'tsconfig.base.json': base };
  expect(problemsWith(files)).toEqual([]);
});
