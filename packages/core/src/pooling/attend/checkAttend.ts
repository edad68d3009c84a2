import type { AttendSpec } from '../../spec/spec.ts';
import { checkDivides } from '../checkDivides.ts';
import { scoreOf } from './scores.ts';

/** Throws where scores do not fit the channels of the tokens or those that are pooled. */
export function checkAttend(attend: AttendSpec, channels: number): void {
  checkDivides(attend.score, 'groups', attend.groups, attend.value ?? channels);
  scoreOf(attend).checkChannels(attend.score, attend, channels);
}
