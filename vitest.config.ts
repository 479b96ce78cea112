import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // The tests start real programs; a slow machine is no reason to fail.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
