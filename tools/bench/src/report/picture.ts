import type { Result } from '../result.ts';
export function picture(_: Result): string {
  return '';
}
