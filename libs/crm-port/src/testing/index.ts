/** Test doubles and the contract suite of CRM adapters. For tests only. */
export {
  describeCrmContract,
  describeEffectsContract,
  type DirectoryUnderTest,
  type EffectsUnderTest,
} from './crm-contract';
export { FailingCrm, RecordingCrm, targetOf, withOtherValues, type PerformedEffect } from './recording-crm';
