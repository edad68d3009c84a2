npx esbuild node_modules/@ggem/core/dist/index.js --bundle --format=esm \
  --minify --outfile=ggem-core.js --log-level=warning
npx esbuild node_modules/@ggem/simd/dist/index.js --bundle --format=esm \
  --minify --outfile=ggem-simd.js --log-level=warning \
  --external:@ggem/core --external:node:*
ls ggem-*.js
