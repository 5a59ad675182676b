/** Test doubles and the contract suite of CRM adapters. For tests only. */
export {
  describeCrmContract,
  describeDirectoryContract,
  describeEffectsContract,
  type DirectoryUnderTest,
  type EffectsUnderTest,
} from './crm-contract';
export {
  EFFECT_NAMES,
  FailingCrm,
  RecordingCrm,
  targetOf,
  withOtherValues,
  type PerformedEffect,
} from './recording-crm';
