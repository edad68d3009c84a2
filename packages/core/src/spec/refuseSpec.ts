import { GgemError } from '../errors.ts';

/** Refuses a spec, by the name of its pooling. */
export function refuseSpec(type: string, message: string): never {
  throw new GgemError('spec', `${type}: ${message}`);
}
