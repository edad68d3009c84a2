/** How long a test may wait for anything, in ms. */
const quarterOfAnHour = 900_000;

/**
 * The limits of every test: a busy machine is slow, not wrong, so they only end what would never end. A test that needs
 * less time than this on an idle machine passes beside any load.
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
