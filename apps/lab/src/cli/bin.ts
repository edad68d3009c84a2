#!/usr/bin/env node
import { main } from './main.ts';

// The first Ctrl-C stops and keeps what is done, the second one ends the process.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
    process.once(signal, () => process.exit(130));
  });
}
// The reader may close the stream early, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(
  process.argv.slice(2),
  {
    out: (line) => {
      process.stdout.write(`${line}\n`);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    isTerminal: process.stderr.isTTY === true,
  },
  stop.signal,
);
