/** The registry of facts: what conditions and texts can use, and how each is read. */
export type { ClickPair, FactRequest } from './define-facts';
export {
  FactReader,
  type FactBudget,
  type FactReaderOptions,
  type ClickCounts,
  type ClickHistory,
  type FormAnswers,
} from './fact-reader';
export { factDescriptors, recipientFactNames } from './registry';
