import { readdir, stat } from 'node:fs/promises';
import { arrayRaggedOps, lift, poolingTypes } from '@ggem/core';
import { expect, test } from 'vitest';
import { loadCases } from '../src/index.ts';
import { readData } from '../src/node.ts';
import { allCases } from './support/cases.ts';

const data = new URL('../data/', import.meta.url);

test('every id is there once', async () => {
  const ids = (await allCases()).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(1500);
  expect(new Set(ids).size).toBe(ids.length);
});

test('operations come first', async () => {
  const kinds = (await allCases()).map(({ kind }) => kind);
  expect(kinds.lastIndexOf('operation')).toBeLessThan(kinds.indexOf('pooling'));
});

test('every operation of the seam and every pooling has cases', async () => {
  const cases = await allCases();
  const operations = new Set(cases.flatMap((one) => (one.kind === 'operation' ? [one.op] : [])));
  const { float: _, ...functions } = { ...arrayRaggedOps, ...lift(arrayRaggedOps) };
  expect([...operations].sort()).toEqual(Object.keys(functions).sort());
  const types = new Set(cases.flatMap((one) => (one.kind === 'pooling' ? [one.spec.type] : [])));
  expect([...types].sort()).toEqual([...poolingTypes].sort());
});

test('every file of the data folder is in the index', async () => {
  const { files } = (await readData('index.json')) as { files: { file: string }[] };
  expect([...files.map(({ file }) => file), 'index.json'].sort()).toEqual((await readdir(data)).sort());
});

test('the data stays under 4 MB', async () => {
  const sizes = await Promise.all(
    (await readdir(data)).map(async (file) => (await stat(new URL(file, data))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4e6);
});

test('every file says where its values come from', async () => {
  const { files } = (await readData('index.json')) as { files: { file: string }[] };
  for (const { file } of files) {
    const { origin } = (await readData(file)) as { origin: Record<string, unknown> };
    expect(origin).toMatchObject({ tool: 'tools/goldens', digits: 80, mpmath: expect.any(String) });
  }
});

test('a file that lost cases is refused', async () => {
  const short = async (file: string) => {
    const whole = (await readData(file)) as { cases?: unknown[] };
    return file === 'max.json' ? { ...whole, cases: whole.cases!.slice(1) } : whole;
  };
  await expect(loadCases(short)).rejects.toThrow(
    /^conformance: max\.json must hold \d+ cases, but \d+ came\. Reinstall/,
  );
});
