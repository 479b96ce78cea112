// Each process and thread of the program in one file, and the library and the command with what they share in files beside: to find, read
// and link 100 modules takes Node 0.05 s in each, and 15 of them still 0.01 s. They take the place of what tsc wrote under these names.
import { build } from 'rolldown';

await bundle({ index: 'src/index.ts', 'cli/bin': 'src/cli/bin.ts', errors: 'src/errors.ts' }, 'shared/[name].js');
for (const name of ['engine/worker', 'engine/worker-process', 'parallel/host-process', 'parallel/thread-entry'])
  await bundle({ [name]: `src/${name}.ts` }, `${name}-[name].js`, [throwsTheSame()]);

async function bundle(input, chunkFileNames, plugins = []) {
  await build({
    input,
    platform: 'node',
    // What is not ours is installed beside us.
    external: (id) => !/^([./]|[A-Z]:)/.test(id),
    plugins,
    // What the command loads late, a worker loads at once.
    checks: { ineffectiveDynamicImport: false },
    // As deep as the modules in src, from which they lead to other files of dist.
    output: { dir: 'dist', chunkFileNames },
  });
}

/** What a user's method throws is told by the class of errors that the library has. */
function throwsTheSame() {
  return { name: 'throws the same', resolveId: (id) => (id.endsWith('/errors.js') ? { id: '../errors.js', external: true } : null) };
}
