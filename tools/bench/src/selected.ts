import { type ContenderName, nameOf } from './contender.ts';

/** Contenders whose name contains one of the words. */
export function selected<T extends ContenderName>(
  contenders: readonly T[],
  only: readonly string[] | undefined,
): readonly T[] {
  if (only === undefined) return contenders;
  return contenders.filter((one) => only.some((word) => `${nameOf(one)} ${one.how}`.includes(word)));
}
