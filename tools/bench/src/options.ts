import { parseArgs } from 'node:util';
import type { Pass } from './pass.ts';
import { sizeNames } from './plan.ts';
import { type SpecName, specNames } from './workload.ts';

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly list: boolean;
  /** Parts of contenders' names; undefined: all. */
  readonly only: readonly string[] | undefined;
  readonly sizes: readonly string[] | undefined;
  readonly specs: readonly SpecName[] | undefined;
  readonly passes: readonly Pass[] | undefined;
  readonly quick: boolean;
  readonly browser: boolean;
  readonly json: string | undefined;
  readonly svg: string | undefined;
  /** Redraw from a result instead of measuring. */
  readonly from: string | undefined;
  readonly memory: boolean;
}

/** An error about options, which is shown without a stack. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const quickSizes = values.quick && values.sizes === undefined ? ['main'] : undefined;
  return {
    help: values.help,
    list: values.list,
    only: listed(values.only, '--only'),
    sizes: quickSizes ?? oneOf(values.sizes, '--sizes', sizeNames),
    specs: oneOf(values.specs, '--specs', specNames),
    passes: oneOf(values.passes, '--passes', ['forward', 'gradient'] as const),
    quick: values.quick,
    browser: values.browser,
    json: values.json,
    svg: values.svg,
    from: values.from,
    memory: !values['no-memory'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // pnpm passes `--` on.
      args: args.filter((arg) => arg !== '--'),
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        sizes: { type: 'string', multiple: true },
        specs: { type: 'string', multiple: true },
        passes: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        json: { type: 'string' },
        svg: { type: 'string' },
        from: { type: 'string' },
        'no-memory': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [first = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${first.replace(/\.$/, '')}. Try --help.`);
  }
}

function listed(values: readonly string[] | undefined, option: string): readonly string[] | undefined {
  if (values === undefined) return undefined;
  const all = values.flatMap((value) => value.split(',')).map((one) => one.trim());
  if (all.some((one) => one === '')) {
    throw new UsageError(`${option} must name something, but nothing came. Leave it out to run all.`);
  }
  return all;
}

function oneOf<T extends string>(
  values: readonly string[] | undefined,
  option: string,
  known: readonly T[],
): readonly T[] | undefined {
  const all = listed(values, option);
  const stray = all?.find((one) => !(known as readonly string[]).includes(one));
  if (stray !== undefined) {
    throw new UsageError(`${option} knows ${known.join(', ')}, but "${stray}" came.`);
  }
  return all as readonly T[] | undefined;
}
