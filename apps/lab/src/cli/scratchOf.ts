import type { Scratch } from '../finetune/scratch.ts';
import { UsageError } from './usageError.ts';

const needed = ['patch', 'width', 'depth', 'heads'] as const;
const further = ['hidden', 'deviation'] as const;
const known: readonly string[] = [...needed, ...further];

/** The model that `--scratch` describes, as JSON, for images of `--size`. Throws a `UsageError` where something is missing or wrong. */
export function scratchOf(operation: string, text: string, size: number | undefined): Scratch {
  const fail = (rule: string, came: string): never => {
    throw new UsageError(`${operation}: --scratch must ${rule}, but ${came}.`);
  };
  const example = 'be a model as JSON, such as {"patch":4,"width":64,"depth":4,"heads":4}';
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return fail(example, `${text} came`);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return fail(example, `${text} came`);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) fail(`say ${known.join(', ')}`, `${JSON.stringify(name)} is none of them`);
  }
  const numbers = given as Readonly<Record<string, unknown>>;
  for (const name of needed) if (numbers[name] === undefined) fail(example, `${name} is missing`);
  for (const [name, value] of Object.entries(numbers)) {
    const isWhole = Number.isSafeInteger(value) && (value as number) > 0;
    const isRight = name === 'deviation' ? typeof value === 'number' && value > 0 : isWhole;
    if (!isRight) {
      fail(
        `have a ${name === 'deviation' ? '' : 'whole '}number above 0 as ${name}`,
        `${JSON.stringify(value)} came`,
      );
    }
  }
  if (size === undefined) {
    throw new UsageError(
      `${operation}: --scratch makes a model for images of one size, so that --size must come too.`,
    );
  }
  return { ...(given as Omit<Scratch, 'size'>), size };
}
