/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Source imports name the emitted `.js` file; under jest the `.ts` beside it is what exists.
  moduleNameMapper: {'^(\\.{1,2}/.*)\\.js$': '$1'},
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {jsc: {parser: {syntax: 'typescript'}, target: 'es2022'}, module: {type: 'es6'}, sourceMaps: 'inline'},
    ],
  },
  globalSetup: '<rootDir>/test/support/before-all-tests.js',
  globalTeardown: '<rootDir>/test/support/after-all-tests.js',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/after.ts'],
  testTimeout: 20_000,
  // One more than the cores that most machines of CI have: many tests wait for a server, a terminal or a second.
  maxWorkers: 3,
  // Modules of finished files stay in a worker's memory, and collecting the rest slows down with them.
  workerIdleMemoryLimit: '600MB',
}
