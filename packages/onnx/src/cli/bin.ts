#!/usr/bin/env node
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { main } from './main.ts';
import { cleanUpOnSignals } from './temporaryFiles.ts';

cleanUpOnSignals();
// The reader may close the stream early, as `head` does. The command then ends normally, without an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  isTerminal: process.stderr.isTTY === true,
  input: () => buffer(process.stdin),
  output: async (piece) => {
    if (!process.stdout.write(piece) && process.stdout.writable) await once(process.stdout, 'drain');
  },
});
