import { afterAll } from 'vitest';

// Loaded into every test file, to find out which functions it runs.
const ran = new Set<string>();
Object.assign(globalThis, { __ran: ran });

// biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures off the pattern.
afterAll(({}, suite) => {
  Object.assign(suite.file.meta, { ran: [...ran] });
});
