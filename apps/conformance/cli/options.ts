import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  /** Serve the page instead of running. */
  readonly serve: boolean;
  /** Patterns of devices; undefined: all. */
  readonly devices: readonly string[] | undefined;
  /** Patterns of case ids; undefined: all. */
  readonly cases: readonly string[] | undefined;
  /** Files of further harnesses, for Node. */
  readonly harnesses: readonly string[];
  /** Devices that must be there. */
  readonly required: readonly string[];
  /** Where to write the result once more. */
  readonly json: string | undefined;
  /** Folder for `conformance.json` and `conformance.html`. */
  readonly out: string | undefined;
}

/** An option that does not make sense: shown without a stack. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Reads arguments and the environment's REQUIRED_DEVICES. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const values = parse(args);
  return {
    help: values.help,
    serve: values.serve,
    devices: values.devices && listed(values.devices, '--devices'),
    cases: values.cases && nonEmpty(values.cases, '--cases'),
    harnesses: values.harness ?? [],
    required: listed([env.REQUIRED_DEVICES ?? ''], undefined),
    json: values.json,
    out: values.out,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // pnpm passes `--` on.
      args: args.filter((arg) => arg !== '--'),
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        serve: { type: 'boolean', default: false },
        devices: { type: 'string', multiple: true },
        cases: { type: 'string', multiple: true },
        harness: { type: 'string', multiple: true },
        json: { type: 'string' },
        out: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const [first = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${first.replace(/\.$/, '')}. Try --help.`);
  }
}

/** Splits lists of devices at commas. Case ids may contain a comma (`p=1,25`), so that `--cases` is given once per pattern. */
function listed(values: readonly string[], option: string | undefined): readonly string[] {
  const all = values.flatMap((value) => value.split(',')).map((one) => one.trim());
  const given = all.filter((one) => one !== '');
  return option === undefined ? given : nonEmpty(given, option);
}

function nonEmpty(values: readonly string[], option: string): readonly string[] {
  if (values.length > 0 && values.every((value) => value !== '')) return values;
  throw new UsageError(`${option} must name something, but nothing came. Leave it out to run all.`);
}
