import {NO_SELECTOR, type Action, type Hint} from '../../src/lib/domain/action.js'
import type {Warning} from '../../src/lib/domain/errors.js'
import {actionText, hintText, warningMessage} from '../../src/lib/render/formats/command-line.js'

/** Actions as they are printed when nothing selects an account. */
export const printed = (actions: readonly Action[]): string[] => actions.map(action => actionText(action, NO_SELECTOR))

/** Hints as they are printed when nothing selects an account. */
export const printedHints = (hints: readonly Hint[]): string[] => hints.map(hint => hintText(hint, NO_SELECTOR))

/** A value with its `actions` as they are printed. */
export const withPrinted = <T extends {readonly actions: readonly Action[]}>(value: T) => ({
  ...value,
  actions: printed(value.actions),
})

/** Warnings as a document holds them. */
export const printedWarnings = (warnings: readonly Warning[]) =>
  warnings.map(warning => ({code: warning.code, message: warningMessage(warning, NO_SELECTOR)}))

/** A report with its `warnings` as a document holds them. */
export const withPrintedWarnings = <T extends {readonly warnings: readonly Warning[]}>(report: T) => ({
  ...report,
  warnings: printedWarnings(report.warnings),
})
