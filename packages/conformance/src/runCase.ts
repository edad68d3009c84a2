import { boundFactor } from './bounds.ts';
import type { Case, OperationCase, PoolingCase, PoolingProperty, Property } from './case.ts';
import { compareOperation, compareProperty } from './compareCase.ts';
import { ConformanceError } from './conformanceError.ts';
import { type Expectations, propertiesOf } from './expectation.ts';
import { digest } from './generator.ts';
import type { Device, PoolOutput } from './harness.ts';
import { inputArrays, makeInputs } from './inputs.ts';
import { judge } from './judge.ts';
import { poolInput } from './poolInput.ts';
import type { Row } from './result.ts';

const defaultRoundoff = 2 ** -24;

/** Runs one case on an open device. Never throws: errors are in the row. */
export async function runCase(
  device: Device,
  name: string,
  one: Case,
  expectations: Expectations,
): Promise<Row> {
  const started = performance.now();
  const wanted = propertiesOf(one).map((property) => ({
    property,
    expectation: expectations.find(one.id, property),
  }));
  const toRun = wanted
    .filter(({ expectation }) => expectation?.outcome !== 'skip')
    .map(({ property }) => property);
  const measured =
    one.kind === 'operation' ? await operate(device, one, toRun) : await pool(device, one, toRun);
  const { outcome, properties, messages } = judge(
    one.id,
    wanted.map((one) => ({ ...one, measured: measured.get(one.property) })),
  );
  return {
    device: name,
    case: one.id,
    outcome,
    properties,
    ms: Math.round((performance.now() - started) * 100) / 100,
    ...(messages.length > 0 && { message: messages.join('\n') }),
  };
}

type Measured = number | Error;

async function operate(
  device: Device,
  one: OperationCase,
  toRun: readonly Property[],
): Promise<Map<Property, Measured>> {
  if (toRun.length === 0) return new Map();
  const measured = await attempt(async () => {
    if (!device.operate)
      throw new ConformanceError(
        `${one.id}: the device runs no operations. Give it operate(), or skip operation/*.`,
      );
    return compareOperation(one, await device.operate(one), tolerance(device, one, 'value'));
  });
  return new Map([['value', measured]]);
}

async function pool(
  device: Device,
  one: PoolingCase,
  toRun: readonly Property[],
): Promise<Map<Property, Measured>> {
  const wanted = toRun as readonly PoolingProperty[];
  if (wanted.length === 0) return new Map();
  const inputs = makeInputs(one);
  const all = (measured: Measured): Map<Property, Measured> =>
    new Map(wanted.map((property) => [property, measured]));
  let output: PoolOutput;
  try {
    output = await device.pool(poolInput(one, inputs), new Set(wanted));
  } catch (error) {
    const refused = one.mayThrow && (error as { code?: unknown }).code === 'value';
    return all(refused ? 0 : explained(one.id, error));
  }
  if (digest(inputArrays(inputs)) !== one.digest) {
    return all(
      new ConformanceError(
        `${one.id}: the inputs changed while the device ran. Tokens, mask and weights are never written.`,
      ),
    );
  }
  const entries = wanted.map(async (property): Promise<[Property, Measured]> => {
    const measured = await attempt(() => {
      const actual = output[property];
      if (actual === undefined)
        throw new ConformanceError(`${one.id}: ${property} was wanted, but the device gave none.`);
      return compareProperty(one, property, inputs, actual, tolerance(device, one, property));
    });
    return [property, measured];
  });
  return new Map(await Promise.all(entries));
}

function tolerance(device: Device, one: Case, property: Property): number {
  return boundFactor(one, property) * (device.float?.epsilon ?? defaultRoundoff);
}

async function attempt(compute: () => number | Promise<number>): Promise<Measured> {
  try {
    return await compute();
  } catch (error) {
    return error instanceof Error ? error : new ConformanceError(String(error));
  }
}

function explained(id: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new ConformanceError(`${id}: the device threw: ${message}`, { cause: error });
}
