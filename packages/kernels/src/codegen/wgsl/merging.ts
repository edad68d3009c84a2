import type { Merging, WrittenKernel } from '../language.ts';
import { elementType } from './elementType.ts';

/** The name of the function that merges values, or vectors of them. */
export function mergingName(how: Merging, isWide: boolean): string {
  return `${how === 'max' ? 'largestOf' : 'sumOf'}${isWide ? 'Vectors' : 'Values'}`;
}

/**
 * Functions that merge what the threads of a column found, in the memory of the workgroup: each writes its own and reads
 * all, so that all go on with the same value.
 */
export function mergingLines({ shared, merges }: WrittenKernel): readonly string[] {
  if (!shared) return [];
  const { columns, slices } = shared;
  const shelfOf = (isWide: boolean): string => (isWide ? 'vectors' : 'values');
  const shelves = [true, false].filter((isWide) => merges.some((one) => one.isWide === isWide));
  return [
    'var<private> slice: i32;',
    'var<private> column: i32;',
    ...shelves.map(
      (isWide) =>
        `var<workgroup> ${shelfOf(isWide)}: array<${elementType(false, isWide)}, ${columns * slices}>;`,
    ),
    '',
    ...merges.flatMap(({ how, isWide }) => {
      const [shelf, type] = [shelfOf(isWide), elementType(false, isWide)];
      const next = `${shelf}[i * ${columns} + column]`;
      const taken =
        how === 'sum'
          ? [`    found += ${next};`]
          : [
              `    let x = ${next};`,
              '    found = select(select(x + found, found, x <= found), x, x > found);',
            ];
      return [
        `fn ${mergingName(how, isWide)}(own: ${type}) -> ${type} {`,
        '  workgroupBarrier();',
        `  ${shelf}[slice * ${columns} + column] = own;`,
        '  workgroupBarrier();',
        `  var found = ${shelf}[column];`,
        `  for (var i = 1; i < ${slices}; i++) {`,
        ...taken,
        '  }',
        '  return found;',
        '}',
        '',
      ];
    }),
  ];
}
