import { GgemError } from '../errors.ts';

/** A name or file of another library that cannot be read, or read exactly: the message says why. */
export function refuseToRead(origin: string, message: string): never {
  throw new GgemError('format', `${origin}: ${message}`);
}

/** A spec that another library has no exact name for. */
export function refuseToName(origin: string, type: string, why: string): never {
  throw new GgemError('spec', `${origin}: ${type} has no exact counterpart there: ${why}`);
}
