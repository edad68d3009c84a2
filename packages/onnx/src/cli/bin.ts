#!/usr/bin/env node
import { main } from './main.ts';
import { cleanUpOnSignals } from './temporaryFiles.ts';

cleanUpOnSignals();
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  isTerminal: process.stderr.isTTY === true,
});
