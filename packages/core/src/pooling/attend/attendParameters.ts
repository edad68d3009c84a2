import type { Parameter } from '../../spec/parameter.ts';
import type { AttendSpec } from '../../spec/spec.ts';
import { unitMatrix } from '../unitMatrix.ts';
import { learned } from './learned.ts';
import { scoreOf } from './scores.ts';

/**
 * The parameters of scores and of the projection. Training starts where all tokens count alike, and where the projection
 * gives the first channels as they are.
 */
export function attendParameters(attend: AttendSpec, channels: number): readonly Parameter[] {
  const { value } = attend;
  const own = scoreOf(attend).parameters(attend, channels);
  if (value === null) return own;
  return [
    ...own,
    learned(attend, 'value', { channels, out: value }, () => unitMatrix('attend', channels, value)),
  ];
}
