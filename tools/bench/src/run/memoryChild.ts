import { readFileSync, writeFileSync } from 'node:fs';
import { nameOf } from '../contender.ts';
import { loadContenders } from '../contenders.ts';
import { makeWorkload } from '../workload.ts';
import type { MemoryRequest } from './measureMemory.ts';

/** One contender in a process of its own: sends how much memory a call takes beyond that before it, in MiB. */
const { contender: wanted, measure } = JSON.parse(process.argv[2]!) as MemoryRequest;
const contenders = await loadContenders(() => {});
const contender = contenders.find((one) => nameOf(one) === wanted);
const workload = makeWorkload(measure);
if (!contender?.can(workload)) process.exit(0);
const opened = await contender.open();
// A small call first: memory that a library allocates once does not depend on the number of tokens.
const small = await opened.prepare(makeWorkload({ ...measure, batch: 1, tokens: 8 }));
await small.run();
await small.dispose();
const job = await opened.prepare(workload);
globalThis.gc?.();
const before = reset();
await job.run();
process.send!(Math.max(0, (peak() - before) / 2 ** 20), () => process.exit(0));

/** Resets the peak where the system can (Linux), and returns the memory in use now, in bytes. */
function reset(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    return peak();
  }
  return peak();
}

/** The peak of memory in use, in bytes. */
function peak(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
