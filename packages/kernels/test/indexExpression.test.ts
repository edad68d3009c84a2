import { describe, expect, it } from 'vitest';
import {
  clampIndex,
  constantIndex,
  counterIndex,
  type Index,
  plus,
  quotient,
  readIndex,
  remainder,
  threadIndex,
  times,
} from '../src/graph/indexExpression.ts';

const channel = threadIndex('channels', 12);
const member = counterIndex('m', 1, 4);
/** Channel `group * 4 + m`. */
const ofGroup = (group: Index): Index => plus(times(group, 4), member);

describe('an index', () => {
  it('is made once: equal ones have one key', () => {
    expect(plus(plus(channel, 3), 2).key).toBe(plus(channel, 5).key);
    expect(plus(plus(channel, 3), -3)).toBe(channel);
    expect(plus(plus(channel, 1), member).key).toBe(plus(plus(channel, member), 1).key);
    expect(times(constantIndex(3), 4).key).toBe('12');
  });

  it('changes with the innermost loop in it', () => {
    expect(channel.depth).toBe(0);
    expect(plus(channel, member).depth).toBe(1);
    expect(constantIndex(5).depth).toBe(-1);
    expect(readIndex('tokenIndex', constantIndex(0)).depth).toBe(0);
  });

  it('of a group in a loop over its members is the group', () => {
    const group = threadIndex('channels', 3);
    expect(quotient(ofGroup(group), 4)).toBe(group);
    expect(remainder(ofGroup(group), 4)).toBe(member);
    expect(quotient(ofGroup(group), 2).key).toBe('((channels*4+#m)/2)'.replace('channels*4', '(channels*4)'));
  });

  it('is not divided by 1, nor where it is smaller than the divisor', () => {
    expect(quotient(channel, 1)).toBe(channel);
    expect(remainder(channel, 1).key).toBe('0');
    expect(quotient(channel, 12).key).toBe('0');
    expect(remainder(channel, 12)).toBe(channel);
    expect(quotient(channel, 11).kind).toBe('quotient');
  });

  it('is held only where it may lie outside', () => {
    expect(clampIndex(channel, 0, 11)).toBe(channel);
    const below = clampIndex(plus(channel, -5), 0, 6);
    expect(below).toMatchObject({ kind: 'clamp', low: 0, high: 6 });
    expect(clampIndex(constantIndex(9), 0, 6).key).toBe('6');
    expect(clampIndex(readIndex('tokenIndex', channel), 0, 6)).toMatchObject({ low: 0, high: 6 });
  });

  it.each(Array.from({ length: 24 }, (_, value) => value))('at %i is what arithmetic says', (value) => {
    const at = constantIndex(value);
    expect(quotient(at, 5).key).toBe(`${Math.floor(value / 5)}`);
    expect(remainder(at, 5).key).toBe(`${value % 5}`);
    expect(clampIndex(plus(at, -10), 0, 7).key).toBe(`${Math.min(Math.max(value - 10, 0), 7)}`);
  });
});
