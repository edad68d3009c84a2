import { expect, test } from 'vitest';
import { readPort } from '../src/readPort.ts';

test('is 4173 where PORT is not set, or empty', () => {
  expect(readPort(undefined)).toBe(4173);
  expect(readPort('')).toBe(4173);
});

test('is what PORT says', () => {
  expect(readPort('8080')).toBe(8080);
});

test.each(['0', '65536', '80.5', '-1', 'http', '1e3'])('refuses PORT=%s', (text) => {
  expect(() => readPort(text)).toThrow(
    `PORT must be a number from 1 to 65535, but is "${text}". Try PORT=4173.`,
  );
});
