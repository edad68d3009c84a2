import { globToRegExp } from './glob.ts';

/** A device of a report: which adapter, on which device, in which host (`node`, `chromium`, ...). */
export interface DeviceName {
  readonly adapter: string;
  readonly device: string;
  readonly host: string;
}

/** `tfjs:wasm@node`: with the host, since a device may run in Node and in a browser. */
export function joinName({ adapter, device, host }: DeviceName): string {
  return `${adapter}:${device}@${host}`;
}

export function splitName(name: string): DeviceName {
  const [, adapter, device, host] = /^(.*?):(.*)@(.*)$/.exec(name) ?? [];
  if (adapter === undefined || device === undefined || host === undefined) {
    throw new Error(`conformance: a device must be written adapter:device@host, but ${name} came.`);
  }
  return { adapter, device, host };
}

/**
 * Whether a pattern means this device: its full name, or a part of it that says enough (`tfjs:wasm`, `tfjs@node`,
 * `wasm@node`, `tfjs`, `wasm`). `*` stands for anything.
 */
export function meansDevice(pattern: string, name: string): boolean {
  const { adapter, device, host } = splitName(name);
  const glob = globToRegExp(pattern);
  const parts = [name, `${adapter}:${device}`, `${adapter}@${host}`, `${device}@${host}`, adapter, device];
  return parts.some((part) => glob.test(part));
}

/** Whether a pattern could mean a device of this host. */
export function mayMeanHost(pattern: string, host: string): boolean {
  const [, of] = /@(.*)$/.exec(pattern) ?? [];
  return of === undefined || meansDevice(`x:x@${of}`, `x:x@${host}`);
}
