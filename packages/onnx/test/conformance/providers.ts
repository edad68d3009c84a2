import type { InferenceSession } from 'onnxruntime-common';
import { poolingModel } from '../../src/index.ts';
import { run } from '../../src/run/index.ts';

/** A model whose profile tells on which device a runtime runs nodes. The cases run on the same runtime. */
export const probe: Uint8Array = poolingModel({ type: 'ggem', groups: 2, p: [3, 2.5] }, { channels: 4 });

/** The same model for a ragged batch, whose images are put side by side and back again. */
export const raggedProbe: Uint8Array = poolingModel(
  { type: 'ggem', groups: 2, p: [3, 2.5] },
  { channels: 4, offsets: true, poolingWeights: true },
);

export async function runRaggedProbe(session: InferenceSession): Promise<void> {
  const offsets = { data: [0, 2, 2, 6], shape: [4] };
  await run(session, { tokens: { data: new Float32Array(24).fill(1), shape: [6, 4] }, offsets });
}

export async function runProbe(session: InferenceSession): Promise<void> {
  // The graph sums few tokens in one branch and many tokens in another.
  for (const count of [3, 5000]) {
    await run(session, { tokens: { data: new Float32Array(8 * count).fill(1), shape: [2, count, 4] } });
  }
}

/** The execution providers that ran the nodes of a session, from the profile that onnxruntime writes of it. */
function providersIn(profile: string): readonly string[] {
  const named = profile.matchAll(/"provider"\s*:\s*"(\w+)"/g);
  return [...new Set(Array.from(named, ([, provider]) => provider!))];
}

/** The lines of a profile on nodes that read or give floats. */
export function floatsIn(profile: string): string {
  return profile
    .split('\n')
    .filter((line) => line.includes('_kernel_time') && line.includes('"float"'))
    .join('\n');
}

/** The one provider that ran everything; throws where there were several, or none. */
export function soleProvider(profile: string): string {
  const providers = providersIn(profile);
  if (providers.length === 1) return providers[0]!;
  throw new Error(
    `onnx: one execution provider was to run all nodes, but ran: ${providers.join(', ') || 'none'}.`,
  );
}

/** What a build for the web writes to the console while `work` runs: it writes its profiles there. */
export async function printed(work: () => Promise<void>): Promise<string> {
  const { log } = console;
  const lines: string[] = [];
  const note = (...parts: unknown[]): void => {
    lines.push(parts.join(' '));
  };
  console.log = note;
  const release = await redirectNode(note);
  try {
    await work();
  } finally {
    console.log = log;
    release();
  }
  return lines.join('\n');
}

/** In Node such a build writes directly to file descriptor 1, not to the console. */
async function redirectNode(note: (text: string) => void): Promise<() => void> {
  if (globalThis.process?.versions?.node === undefined) return () => {};
  const { default: fs } = await import(/* @vite-ignore */ 'node:fs');
  const { writeSync } = fs;
  fs.writeSync = ((file: number, ...rest: [string]) => {
    if (file !== 1) return writeSync(file, ...rest);
    note(rest[0]);
    return rest[0].length;
  }) as typeof writeSync;
  return () => {
    fs.writeSync = writeSync;
  };
}
