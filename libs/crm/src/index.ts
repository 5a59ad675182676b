/** The small CRM: contacts, companies, extra fields, interests, selections, projects, follow-ups, requests, users. */
export type {
  Applied,
  CreatedFollowUp,
  CreatedRequest,
  CrmEffects,
  EffectContext,
  FollowUpSpec,
  RequestOwner,
  RequestSpec,
} from './effects/effects.types';
export type { RunSource, Source, UserSource } from './shared/source';
