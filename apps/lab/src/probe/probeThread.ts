import { attentiveProbe, sessionsOf } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { rowReader } from '../extract/rowReader.ts';
import { randomNumbers } from '../scenes/randomNumbers.ts';
import { serveThread } from '../threads/serveThread.ts';
import type { ProbeAnswer, ProbeTask, ProbeTasks } from './probeTasks.ts';

// A thread that trains one pooling with a head after the other.

async function train(
  { spec, folder, places, seed, ...task }: ProbeTask,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const { tokens, channels } = task;
  const { named, loss, parameters } = await attentiveProbe({
    ...task,
    pooling: spec,
    tokens: { tokens, channels, read: rowReader(folder, places) },
    draw: randomNumbers(seed, 0),
    session: sessionsOf(runtime),
    signal,
  });
  return { named, loss, ...(parameters.p !== undefined && { p: [...parameters.p] }) };
}

serveThread<ProbeTasks>({ train });
