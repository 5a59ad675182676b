import { isoDay, localDay, localMinutes, weekdayOf } from '@linkflow/contracts';
import { defineFacts } from './define-facts';

/** In the order of ISO weekdays, from Monday. */
const WEEKDAYS = [
  { value: 'mon', label: { en: 'Monday', nb: 'Mandag' } },
  { value: 'tue', label: { en: 'Tuesday', nb: 'Tirsdag' } },
  { value: 'wed', label: { en: 'Wednesday', nb: 'Onsdag' } },
  { value: 'thu', label: { en: 'Thursday', nb: 'Torsdag' } },
  { value: 'fri', label: { en: 'Friday', nb: 'Fredag' } },
  { value: 'sat', label: { en: 'Saturday', nb: 'Lørdag' } },
  { value: 'sun', label: { en: 'Sunday', nb: 'Søndag' } },
];

/** Facts about the current time in the time zone of the organisation. */
export const nowFacts = defineFacts('now', {
  weekday: {
    type: 'text',
    label: { en: 'Day of the week', nb: 'Ukedag' },
    was: { en: 'The day was {value}', nb: 'Dagen var {value}' },
    options: WEEKDAYS,
    load: ({ now }, { timeZone }) => WEEKDAYS[weekdayOf(localDay(now, timeZone)) - 1]?.value,
  },
  hour: {
    type: 'number',
    label: { en: 'Hour of the day', nb: 'Time på dagen' },
    was: { en: 'The hour was {value}', nb: 'Timen var {value}' },
    load: ({ now }, { timeZone }) => Math.floor(localMinutes(now, timeZone) / 60),
  },
  date: {
    type: 'date',
    label: { en: 'Today', nb: 'Dagens dato' },
    was: { en: 'The date was {value}', nb: 'Datoen var {value}' },
    load: ({ now }, { timeZone }) => isoDay(localDay(now, timeZone)),
  },
});
