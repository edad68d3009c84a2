import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { measureAttentive } from './attentive/main.ts';
import { measureNegatives } from './negatives.ts';
import { measureProbes } from './probes.ts';
import { measureRuntimes } from './runtimes/main.ts';
import { summarizeSupport } from './support.ts';

/** `npx pnpm@12 -C docs measure NAME...`: measures, on ../shared where it needs real images, and writes `docs/data/NAME.json`, which pages read. */
const measurements: Readonly<Record<string, () => Promise<object>>> = {
  attentive: measureAttentive,
  negatives: measureNegatives,
  probes: measureProbes,
  runtimes: measureRuntimes,
  support: summarizeSupport,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in measurements));
if (wanted.length === 0 || unknown !== undefined) {
  console.error(`measure: name what to measure: ${Object.keys(measurements).join(', ')}.`);
  process.exit(1);
}
for (const name of wanted) {
  const result = await measurements[name]!();
  const about = {
    command: `npx pnpm@12 -C docs measure ${name}`,
    node: process.version,
    cpu: cpus()[0]?.model,
  };
  await writeFile(
    join(import.meta.dirname, `../data/${name}.json`),
    `${JSON.stringify({ about, ...result }, null, 2)}\n`,
  );
  console.log(`docs/data/${name}.json is written.`);
}
