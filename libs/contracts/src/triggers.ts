import type { Text } from './texts';

/** Trigger type: a recipient clicked a tracked link. */
export const CLICK_TRIGGER = 'click';
/** Trigger type: a person started a run of a link for one contact. The run has no recipient and no mailing. */
export const MANUAL_TRIGGER = 'manual';
/** Trigger type: a person submitted a form, and confirmed it where the form asks for that. */
export const FORM_TRIGGER = 'form';

/** How the UI shows a type of event that starts runs. */
interface TriggerView {
  /** Label of the time of the event. */
  happened: Text;
  /** True if the event was a request of the recipient, which the respond lane answered. */
  isAnswered: boolean;
}

const TRIGGER_VIEWS: Readonly<Record<string, TriggerView>> = {
  [CLICK_TRIGGER]: { happened: { en: 'Clicked', nb: 'Klikket' }, isAnswered: true },
  [FORM_TRIGGER]: { happened: { en: 'Submitted', nb: 'Sendt inn' }, isAnswered: false },
  [MANUAL_TRIGGER]: { happened: { en: 'Started by hand', nb: 'Startet for hånd' }, isAnswered: false },
};

/**
 * The view of a trigger type, or a generic one for an unknown type. The types that the engine supports are in `engine-ports.ts` of
 * apps/worker.
 */
export const triggerView = (type: string): TriggerView =>
  TRIGGER_VIEWS[type] ?? { happened: { en: 'Started', nb: 'Startet' }, isAnswered: false };
