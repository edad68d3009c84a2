import { absentKey, optional, type Rules } from '../../spec/rules.ts';
import type { AttendedSpec, AttendSpec } from '../../spec/spec.ts';
import { attends } from './attends.ts';

/** How the content of tokens decides how much they count. */
export function attendKeys(): Rules<AttendedSpec> {
  return { attend: optional(attends.find('attend')?.rule ?? absentKey(() => attends.get('attend'))) };
}

/** The same spec; where it gives no number of groups of scores, it gets the pooling's number of groups of channels. */
export function completeAttend<S extends { readonly attend?: AttendSpec | undefined }>(
  spec: S,
  groups: number,
): S {
  const { attend } = spec;
  if (attend === undefined || attend.groups !== undefined) return spec;
  return { ...spec, attend: { ...(attend as AttendSpec), groups } };
}
