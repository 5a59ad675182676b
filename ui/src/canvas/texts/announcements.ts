import type { Texts } from '../../i18n';

/** What screen readers say after a change of the workflow. Several steps are counted, one is named. */
export const announcementTexts = {
  added: {
    en: '{count, plural, one {“{title}” added} other {# steps added}}',
    nb: '{count, plural, one {«{title}» er lagt til} other {# steg er lagt til}}',
  },
  deleted: {
    en: '{count, plural, one {“{title}” deleted} other {# steps deleted}}',
    nb: '{count, plural, one {«{title}» er slettet} other {# steg er slettet}}',
  },
  moved: {
    en: '{count, plural, one {“{title}” moved} other {# steps moved}}',
    nb: '{count, plural, one {«{title}» er flyttet} other {# steg er flyttet}}',
  },
  disabled: {
    en: '{count, plural, one {“{title}” turned off} other {# steps turned off}}',
    nb: '{count, plural, one {«{title}» er slått av} other {# steg er slått av}}',
  },
  enabled: {
    en: '{count, plural, one {“{title}” turned on} other {# steps turned on}}',
    nb: '{count, plural, one {«{title}» er slått på} other {# steg er slått på}}',
  },
  changed: {
    en: '{count, plural, one {“{title}” changed} other {# steps changed}}',
    nb: '{count, plural, one {«{title}» er endret} other {# steg er endret}}',
  },
  connected: { en: '“{from}” connected to “{to}”', nb: '«{from}» er koblet til «{to}»' },
  disconnected: { en: '“{from}” no longer leads to “{to}”', nb: '«{from}» leder ikke lenger til «{to}»' },
  copied: {
    en: '{count, plural, one {# step copied} other {# steps copied}}',
    nb: '{count, plural, one {# steg er kopiert} other {# steg er kopiert}}',
  },
  selected: { en: '{count, number} steps selected', nb: '{count, number} steg er valgt' },
} satisfies Texts;
