import type { Text } from './texts';

/** A recipient clicked a tracked link. */
export const CLICK_TRIGGER = 'click';
/** A person started a run of a link for one contact. It has no recipient and no mailing. */
export const MANUAL_TRIGGER = 'manual';

/** How a type of event that starts runs is shown. */
interface TriggerView {
  /** Label of the time of the event. */
  happened: Text;
  /** True if the event was a request, which the response lane answered. */
  isAnswered: boolean;
}

const TRIGGER_VIEWS: Readonly<Record<string, TriggerView>> = {
  [CLICK_TRIGGER]: { happened: { en: 'Clicked', nb: 'Klikket' }, isAnswered: true },
  [MANUAL_TRIGGER]: { happened: { en: 'Started by hand', nb: 'Startet for hånd' }, isAnswered: false },
};

/** The view of a trigger type. The engine knows the types that apps/worker registers (`engine-ports.ts`). */
export const triggerView = (type: string): TriggerView =>
  TRIGGER_VIEWS[type] ?? { happened: { en: 'Started', nb: 'Startet' }, isAnswered: false };
