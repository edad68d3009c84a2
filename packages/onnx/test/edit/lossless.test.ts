import { describe, expect, it } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { readModel } from '../../src/read/readModel.ts';
import { classTokenModel } from './models.ts';
import { concat, type RawField, rawFields } from './wire.ts';

const spec = { type: 'ggem', groups: 3 } as const;
const graphNumber = 7;

/** A field with a length that takes more bytes than it needs. */
function padded(tag: readonly number[], content: Uint8Array): Uint8Array {
  const { length } = content;
  return concat(tag, [(length & 127) | 128, ((length >> 7) & 127) | 128, (length >> 14) | 128, 0], content);
}

/**
 * The class token model in a form that this package never writes: unknown fields of every wire type at every level, groups,
 * lengths and tags with needless bytes, a name that is no UTF-8, weights in another file, and the fields in another order.
 */
function strangeModel(): Uint8Array {
  const fields = rawFields(classTokenModel());
  const graph = rawFields(fields.find(({ number }) => number === graphNumber)!.content);
  const group = [0xbb, 0x3e, 0x08, 0x05, 0xbc, 0x3e]; // field 999, with a number in it
  const unknown = concat(
    [0x98, 0x3f, 0x81, 0x00],
    [0x9d, 0x3f, 1, 2, 3, 4],
    [0x99, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8],
    group,
  );
  const strangeName = concat([0x42, 3, 0xff, 0xc0, 0x61]);
  const quantized = padded([0x2a], concat([0x10, 3, 0x08, 2], strangeName, [0x4a, 2, 7, 9]));
  const elsewhere = padded(
    [0x2a],
    concat(
      [0x10, 1, 0x0a, 1, 4, 0x42, 1, 0x77, 0x70, 1],
      [0x6a, 13, 0x0a, 8, ...Buffer.from('location'), 0x12, 1, 0x77],
    ),
  );
  const nodes = graph
    .filter(({ number }) => number === 1)
    .map(({ content }) => padded([0x8a, 0x00], concat(content, unknown)));
  const others = graph.filter(({ number }) => number !== 1).map(({ bytes }) => bytes);
  const graphContent = concat(unknown, quantized, ...others.reverse(), ...nodes, elsewhere, unknown);
  const before = fields.filter(({ number }) => number !== graphNumber).map(({ bytes }) => bytes);
  const training = [0xa2, 0x01, 2, 0x12, 0];
  return concat(unknown, padded([0x3a], graphContent), ...before.reverse(), training, unknown);
}

const hex = (fields: readonly RawField[]) => fields.map(({ bytes }) => Buffer.from(bytes).toString('hex'));

describe('an edited model', () => {
  const old = strangeModel();
  const oldFields = rawFields(old);
  const oldGraph = rawFields(oldFields.find(({ number }) => number === graphNumber)!.content);

  it.each(['inline', 'function'] as const)(
    'has every old field with its very bytes, in the old order (%s)',
    (form) => {
      const edited = attachPooling(old, spec, { tokens: 'tokens', form, mask: 'bool', parameters: 'inputs' });
      const fields = rawFields(edited.toBytes());
      // Everything is as it was except for the graph, which grew; new fields come last.
      const place = oldFields.findIndex(({ number }) => number === graphNumber);
      const without = (list: readonly RawField[]) => hex(list.filter((_, i) => i !== place));
      expect(without(fields.slice(0, oldFields.length))).toEqual(without(oldFields));
      expect(fields[place]!.number).toBe(graphNumber);
      const graph = rawFields(fields[place]!.content);
      expect(hex(graph.slice(0, oldGraph.length))).toEqual(hex(oldGraph));
      expect(graph.length).toBeGreaterThan(oldGraph.length);
    },
  );

  it('loses but the replaced node and its index when a pooling is replaced', () => {
    // The model has a part for training, which may use any initializer, so that only the node is removed.
    const edited = replacePooling(old, spec);
    const fields = rawFields(edited.toBytes());
    const graph = hex(rawFields(fields.find(({ number }) => number === graphNumber)!.content));
    const left = hex(oldGraph).filter((bytes) => graph.includes(bytes));
    expect(oldGraph.length - left.length).toBe(1);
    expect(graph.filter((bytes) => left.includes(bytes))).toEqual(left);
    const gone = oldGraph[hex(oldGraph).findIndex((bytes) => !graph.includes(bytes))]!;
    expect(Buffer.from(gone.content).includes('Gather')).toBe(true);
  });

  it('loses the index of the class token where nothing else can mean it', () => {
    const plain = classTokenModel();
    const names = (bytes: Uint8Array) => readModel(bytes).graph.initializer.map(({ name }) => name);
    expect(names(plain)).toContain('zero');
    expect(names(replacePooling(plain, spec).toBytes())).not.toContain('zero');
  });

  it('is made of pieces of the old file, not of copies', () => {
    const { pieces, byteLength } = attachPooling(old, spec, { tokens: 'tokens' });
    const shared = pieces.filter(({ buffer }) => buffer === old.buffer);
    expect(shared.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThanOrEqual(old.length - 8);
    expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(byteLength);
  });

  it('may have its graph in several parts, as protobuf allows', () => {
    const fields = rawFields(classTokenModel());
    const graph = rawFields(fields.find(({ number }) => number === graphNumber)!.content);
    const part = (number: number, list: readonly RawField[]) =>
      padded([number * 8 + 2], concat(...list.map(({ bytes }) => bytes)));
    const rest = fields.filter(({ number }) => number !== graphNumber).map(({ bytes }) => bytes);
    const split = concat(part(7, graph.slice(0, 2)), ...rest, part(7, graph.slice(2)));
    const edited = replacePooling(split, { type: 'mean' }).toBytes();
    const { graph: merged } = readModel(edited);
    expect(merged.node.map(({ opType }) => opType)).not.toContain('Gather');
    expect(merged.node.at(-1)!.output).toEqual(['logits']);
  });

  it('takes the place of its own older metadata, and of no others', () => {
    const once = attachPooling(classTokenModel(), spec, { tokens: 'tokens', output: 'a' }).toBytes();
    const twice = attachPooling(once, { type: 'mean' }, { tokens: 'tokens', output: 'b' }).toBytes();
    const keys = readModel(twice).proto.metadataProps.map(({ key }) => key);
    expect(keys).toEqual(['ggem.pooling.a', 'ggem.pooling.b']);
  });
});
