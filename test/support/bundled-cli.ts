/** What `npm run test:bundle` bundles: the command line, and the errors of the same bundle. */
export {runFireq} from '../../src/dispatch.js'
export {AppError} from '../../src/lib/domain/errors.js'
