import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttentiveProbe } from '@ggem/train';

const folder = join(import.meta.dirname, '../../node_modules/.cache/measure-attentive');

/** A probe that ran before is not run again, so that an interrupted measurement goes on. Delete the folder after changes. */
export async function kept(name: string, run: () => Promise<AttentiveProbe>): Promise<AttentiveProbe> {
  const file = join(folder, `${name.replace(/[^\w.-]+/g, '-')}.json`);
  mkdirSync(folder, { recursive: true });
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AttentiveProbe;
  } catch {
    const { parameters, ...answer } = await run();
    const p = parameters.p && { p: Array.from(parameters.p) };
    writeFileSync(file, JSON.stringify({ ...answer, parameters: { ...p } }));
    console.log(`${name}: loss ${answer.loss.toFixed(4)}`);
    return { ...answer, parameters };
  }
}
