import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mutation, Verdict } from './mutation.ts';

/** Results in a file, a line for each, so that a run that was stopped can go on. */
export class Verdicts {
  private readonly path: string;
  private readonly known = new Map<string, Verdict>();

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const verdict = JSON.parse(line) as Verdict;
      this.known.set(verdict.key, verdict);
    }
  }

  get(key: string): Verdict | undefined {
    return this.known.get(key);
  }

  add(verdict: Verdict): void {
    this.known.set(verdict.key, verdict);
    appendFileSync(this.path, `${JSON.stringify(verdict)}\n`);
  }
}

/** The key of a mutant, which stays the same as long as its file does. */
export function keyOf(file: string, source: string, { start, end, text }: Mutation): string {
  return createHash('sha1')
    .update(JSON.stringify([file, source, start, end, text]))
    .digest('hex')
    .slice(0, 16);
}
