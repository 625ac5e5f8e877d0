import config from '../jest.config.js'

/** @type {import('jest').Config} For the files that `scripts/test-together.js` makes. */
export default {
  ...config,
  rootDir: '..',
  roots: ['<rootDir>/.cache/tests'],
  testMatch: ['**/*.test.cjs'],
  moduleNameMapper: {},
  extensionsToTreatAsEsm: [],
  transform: {},
  setupFiles: [],
  setupFilesAfterEnv: [],
  testSequencer: '<rootDir>/scripts/longest-first.js',
}
