import type { Device, Expectation, Suite } from '@ggem/conformance';
import type { DeviceName } from './deviceName.ts';
import type { About, SuiteModule } from './suiteModule.ts';

export interface OnHostOptions {
  readonly onOpen: (about: About) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A suite of one device, named with its host. Between cases it lets the host do other work. */
export function onHost(
  { harness, expectations = [], about }: SuiteModule,
  { adapter, device, host }: DeviceName,
  { onOpen, signal }: OnHostOptions,
): Suite {
  const named = `${device}@${host}`;
  return {
    harness: {
      name: adapter,
      devices: [named],
      open: async () => {
        const opened = await inTime(harness.open(device), openingTime);
        onOpen((await about?.(device)) ?? {});
        return listen(opened, host, signal);
      },
    },
    expectations: expectations.filter((one) => concerns(one, device, named)).map(asReason),
  };
}

/** Expectations for devices that no host has, which would never be checked. */
export function strayExpectations(suite: SuiteModule, names: readonly DeviceName[]): readonly string[] {
  const own = names.filter(({ adapter }) => adapter === suite.harness.name);
  return (suite.expectations ?? []).flatMap(({ cases, devices = [] }) =>
    devices
      .filter((one) => !own.some(({ device, host }) => one === device || one === `${device}@${host}`))
      .map(
        (one) =>
          `${suite.harness.name}: the expectation for ${cases} names device ${one}, which it does not have.`,
      ),
  );
}

function concerns({ devices }: Expectation, device: string, named: string): boolean {
  return devices === undefined || devices.some((one) => one === device || one === named);
}

/** An expectation for one device. Its link is added to its reason, since the report shows the reason. */
function asReason({ devices: _, link, reason, ...expectation }: Expectation): Expectation {
  return { ...expectation, reason: link === undefined ? reason : `${reason} ${link}` };
}

/** The device itself. Between cases, other work of the host gets its turn, such as a stop button or Ctrl-C. */
function listen(opened: Device, host: string, signal: AbortSignal | undefined): Device {
  let last = performance.now();
  return {
    answers: async () => {
      if (performance.now() - last > turn) {
        await new Promise((resolve) => setTimeout(resolve));
        last = performance.now();
      }
      signal?.throwIfAborted();
      return `${await opened.answers()}@${host}`;
    },
    ...(opened.float && { float: opened.float }),
    pool: (inputs, wanted) => opened.pool(inputs, wanted),
    ...(opened.operate && { operate: (operation) => opened.operate!(operation) }),
    close: () => opened.close?.(),
  };
}

/** How long other work of a host may have to wait, in ms. */
const turn = 40;

/** How long a device may take to open, in ms: some never answer and give no error. */
export const openingTime = 180_000;

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not open within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
