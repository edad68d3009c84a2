/** How long a test may wait for anything, in ms. */
const quarterOfAnHour = 900_000;

/**
 * The limits of every test. They only end tests that would never end: on a busy machine tests are slow, but must not fail.
 */
export const patience: {
  readonly testTimeout: number;
  readonly hookTimeout: number;
  readonly teardownTimeout: number;
  readonly expect: { readonly poll: { readonly timeout: number } };
} = {
  testTimeout: quarterOfAnHour,
  hookTimeout: quarterOfAnHour,
  teardownTimeout: quarterOfAnHour,
  expect: { poll: { timeout: quarterOfAnHour / 3 } },
};
