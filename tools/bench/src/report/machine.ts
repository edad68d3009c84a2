import { cpus, totalmem, type } from 'node:os';

/** A description of the machine, without anything that identifies it. */
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
