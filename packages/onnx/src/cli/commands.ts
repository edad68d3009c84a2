import { attach } from './attach.ts';
import type { Command } from './command.ts';
import { extract } from './extract.ts';
import { inspect } from './inspect.ts';
import { replace } from './replace.ts';
import { verify } from './verify.ts';

/** The commands by their names, in the order of the help. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({ inspect, attach, replace, verify, extract }),
);
