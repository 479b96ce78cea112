// Each process and thread of the program in one file or few, and the library with what its parts share in files beside: to find, read
// and link 100 modules takes Node 0.05 s in each, and 15 of them still 0.01 s. Some take the place of what tsc wrote under these names.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'rolldown';

// For editors: what a configuration file may hold. From the modules that tsc wrote, before some of them are replaced.
const { configSchema } = await import('./dist/config/schema.js');
const { configurableFlags } = await import('./dist/cli/settings.js');
writeFileSync('schema.json', `${JSON.stringify(configSchema(configurableFlags), null, 2)}\n`);

// For `man`, dated as builds are made reproducible: https://reproducible-builds.org/specs/source-date-epoch/
const { manualPage } = await import('./dist/cli/shell/man.js');
const { SOURCE_DATE_EPOCH: epoch } = process.env;
writeFileSync('dist/imgpar.1', manualPage(new Date(epoch ? Number(epoch) * 1000 : Date.now()).toISOString().slice(0, 10)));

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const esModulesOnly = ['get-east-asian-width'];

await bundle(
  { index: 'src/index.ts' },
  { chunkFileNames: 'shared/[name].js', codeSplitting: { groups: [{ name: 'library', tags: ['$initial'] }] } },
);

for (const part of ['lines', 'progress', 'pool']) await bundle({ [`${part}/index`]: `src/${part}/index.ts` });

// The page of `imgpar tune`: its program, and its worker with the very kernels and methods of a run.
for (const [name, from] of [
  ['page', 'src/tune/page/page.ts'],
  ['page-worker', 'src/tune/page-worker.ts'],
])
  await build({
    input: { [name]: from },
    platform: 'browser',
    plugins: [
      { name: 'instead of Node', resolveId: (id) => (id.startsWith('node:') ? resolve('src/tune/instead-of-node.ts') : undefined) },
    ],
    transform: { define: { builtVersion: JSON.stringify(version) } },
    checks: { emptyImportMeta: false },
    output: { dir: 'dist/tune', format: 'iife', minify: true },
  });
// The program of a report's page, which is part of the page.
await build({
  input: 'src/page/client/main.ts',
  platform: 'browser',
  output: { file: 'dist/page/client.js', format: 'iife', minify: true },
});

// As CommonJS, which Node loads without starting what loads ES modules: 0.03 s of CPU time less for a process with two threads.
const programs = ['worker/worker-process', 'parallel/host-process', 'parallel/thread-entry'];
for (const name of ['thread-worker', 'process-worker', 'process-program', 'line-task']) programs.push(`pool/inside/${name}`);
for (const name of programs) await bundle({ [name]: `src/${name}.ts` }, { ...commonJs('[name]'), codeSplitting: false });

// What every image needs, and JPEGs, in one file; the other formats in files beside it, as V8 reads a file to its end before any of it runs.
// Gain, CPU time of the process of two workers, 64 thumbnails: 0.231 s instead of 0.247 with all formats in one file.
await bundle(
  { worker: 'src/worker/worker.ts' },
  {
    ...commonJs('worker/[name]'),
    codeSplitting: { groups: [{ name: 'images', test: /\b(worker.worker|codec.open|jpeg.codec)\.ts$/ }] },
  },
);

// The command as CommonJS, too: `bin.js` requires `main.cjs`, which starts the workers, and then what a run needs, in one file. Of Node's
// own modules an `import` runs every getter, and so loads Web Crypto and the like; `require` does not.
// Gain, CPU time of the program beside its workers, one image: 0.099 s instead of 0.124 with 29 ES modules, 0.115 with one. In a single
// file of CommonJS, the rarely needed included, 0.109.
await bundle({ 'cli/bin': 'src/cli/bin.ts' });
await bundle(
  { main: 'src/cli/main.ts' },
  {
    ...commonJs('cli/[name]'),
    codeSplitting: {
      groups: [
        { name: 'start', test: /\bcli.main\.ts$/, priority: 1 },
        { name: 'run', test: /\b(cli.args|cli.config|cli.flag-names|run.run|report.summary)\.ts$/ },
      ],
    },
  },
);

function commonJs(fileNames) {
  return { format: 'cjs', exports: 'named', entryFileNames: `${fileNames}.cjs`, chunkFileNames: `${fileNames}.cjs` };
}

async function bundle(input, output) {
  await build({
    input,
    platform: 'node',
    // What is not ours is installed beside us. CommonJS cannot require what is an ES module only, in the oldest Node that we support.
    external: (id) => !/^([./]|[A-Z]:)/.test(id) && !(output?.format === 'cjs' && esModulesOnly.includes(id)),
    transform: { define: { builtVersion: JSON.stringify(version) } },
    // What the command loads late, a worker loads at once.
    checks: { ineffectiveDynamicImport: false },
    // As deep as the modules in src, from which they lead to other files of dist.
    output: { dir: 'dist', minify: { codegen: { removeWhitespace: true }, compress: false, mangle: false }, ...output },
  });
}
