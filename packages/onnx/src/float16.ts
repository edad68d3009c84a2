export { float16Bits, float16Numbers, float16Value } from '@ggem/core';
