export const help = `Runs the conformance suite of every adapter on every device, in Node and in headless Chromium.

npx pnpm@12 conformance [options]

  --devices LIST   only these devices, by commas; * stands for anything. A device is adapter:device@host,
                   and a part of that will do: tfjs, wasm, tfjs:web*, *@node
  --cases PATTERN  only cases whose whole id matches; * stands for anything. May be given more than once
  --harness FILE   runs the harness in this file too, in Node: an adapter from elsewhere, or one being written
  --out DIR        folder for conformance.json and conformance.html (default apps/conformance/dist/results)
  --json FILE      writes the result to this file too
  --serve          serves the page with which you test your own browser and its graphics card (PORT, default 4174)
  --help           this text

  REQUIRED_DEVICES=LIST  devices that must be there: an unavailable one fails the run

Exit code 0: no failure. 1: a case fails, passes against an expectation, or there is a problem. 130: interrupted.

Examples
  npx pnpm@12 conformance
  npx pnpm@12 conformance --devices tfjs:webgpu --cases 'gem/p=25/*'
  npx pnpm@12 conformance --devices '*@node' --cases '*nan-kept*' --cases 'operation/*'
  REQUIRED_DEVICES='*' npx pnpm@12 conformance --out /tmp/report
`;
