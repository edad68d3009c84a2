import { cpus, totalmem, type } from 'node:os';

/** What ran it, without a name that identifies the machine. */
export function describeMachine(): Record<string, string> {
  const [first] = cpus();
  return {
    processor: `${first?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
  };
}
