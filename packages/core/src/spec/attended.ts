import type { AttendSpec, PoolingSpec } from './spec.ts';

/** How the tokens of a spec count by what they hold, where they do. */
export function attendOf(spec: PoolingSpec): AttendSpec | undefined {
  return 'attend' in spec ? spec.attend : undefined;
}

/** How many channels are pooled: those of the tokens, or of their projection. */
export function channelsPooled(spec: PoolingSpec, channels: number): number {
  return attendOf(spec)?.value ?? channels;
}
