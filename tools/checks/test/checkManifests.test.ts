import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test.each<[string, string, object, string]>([
  [
    'a tensor library among the dependencies of core',
    'packages/core/package.json',
    {
      name: '@x/core',
      dependencies: { leven: '4', 'onnxruntime-web': '1' },
      devDependencies: { '@x/browser': '*' },
    },
    'packages/core/package.json:5 [outside] has "onnxruntime-web" in dependencies, but core imports no other package of ours, no tensor library, no DOM and no Node, nor do its tests. Do this in the adapter of that library.',
  ],
  [
    'conformance in core, which would turn the arrow around',
    'packages/core/package.json',
    {
      name: '@x/core',
      dependencies: { leven: '4' },
      devDependencies: { '@x/browser': '*', '@x/conformance': '*' },
    },
    'packages/core/package.json:8 [layers] has "@x/conformance" in devDependencies, but core imports no other package of ours, no tensor library, no DOM and no Node. Turn the import around, or move this into an adapter, an app or a tool.',
  ],
  [
    'a tensor library that an adapter brings by itself',
    'packages/other/package.json',
    {
      name: '@x/other',
      dependencies: { 'other-tensors': '1', 'gpu.js': '2' },
      peerDependencies: { 'other-tensors': '1' },
    },
    'packages/other/package.json:4 [peer] has "other-tensors" in dependencies, but users bring the tensor library, so that theirs and ours are one. Move it to peerDependencies (and devDependencies).',
  ],
  [
    'an adapter that depends on another',
    'packages/simd/package.json',
    { name: '@x/simd', dependencies: { '@x/core': '*' }, devDependencies: { '@x/other': '*' } },
    'packages/simd/package.json:7 [layers] has "@x/other" in devDependencies, but an adapter imports core and kernels, its tests conformance too, and no adapter imports another. Move what both need into packages/core.',
  ],
  [
    'a published app that depends on a private package',
    'apps/lab/package.json',
    { name: '@x/lab', dependencies: { '@x/page': '*', '@x/tfjs': '*' } },
    'apps/lab/package.json:4 [private] has "@x/page" in dependencies, but that package is private, so that nobody could install this one. Publish it, or move what is needed.',
  ],
])('refuses %s', (_, file, manifest, problem) => {
  expect(problemsWith({ [file]: manifest })).toContain(problem);
});
