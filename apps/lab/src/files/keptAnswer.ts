import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { sha256 } from './sha256.ts';

/** Where an answer is kept, and what tells a whole one from one that was damaged. */
export interface KeptPlace<Answer> {
  readonly folder: string;
  /** All that the answer depends on. */
  readonly about: unknown;
  readonly isWhole: (answer: Partial<Answer>) => boolean;
}

/** The path, without an ending, of what is kept for this. */
export function keptPath({ folder, about }: Pick<KeptPlace<never>, 'folder' | 'about'>): string {
  return join(folder, sha256(JSON.stringify(about)).slice(0, 32));
}

/** The answer on disk; else what is made now, which is then kept: a run that was stopped or killed goes on. */
export async function keptAnswer<Answer>(
  place: KeptPlace<Answer>,
  make: () => Promise<Answer>,
): Promise<Answer> {
  const file = `${keptPath(place)}.json`;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const known = text === undefined ? undefined : parsed<Answer>(text);
  if (known !== undefined && place.isWhole(known)) return known as Answer;
  const answer = await make();
  await writeWhole(file, JSON.stringify(answer));
  return answer;
}

/** An answer; none where the file is damaged. */
function parsed<Answer>(text: string): Partial<Answer> | undefined {
  try {
    return (JSON.parse(text) as Partial<Answer> | null) ?? undefined;
  } catch {
    return undefined;
  }
}
