export { float16Bits, float16Value } from '@ggem/core';
