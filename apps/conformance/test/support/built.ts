import { conform } from '../../cli/conform.ts';
import { readOptions } from '../../cli/options.ts';

/** The command without its build: tests run after it. */
process.exitCode = await conform(readOptions(process.argv.slice(2), process.env));
