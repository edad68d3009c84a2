import type { TestModule } from 'vitest/node';

/** The name of the first test of a file that failed, or why the file could not run, with the message of the error. */
export function firstFailure(module: TestModule): string {
  const [test] = module.children.allTests('failed');
  const errors = test?.result().errors ?? module.errors();
  const [said = ''] = (errors[0]?.message ?? '').split('\n');
  return `${module.relativeModuleId}: ${test?.fullName ?? 'does not run'}: ${said}`;
}
