import type { PeopleAbout, PeopleFilter } from '@linkflow/contracts';
import { useTexts, type Texts } from '../../i18n';

const texts = {
  link: { en: 'Clicked “{link}”', nb: 'Klikket på «{link}»' },
  linkIn: { en: 'Clicked “{link}” in “{mailing}”', nb: 'Klikket på «{link}» i «{mailing}»' },
  mailing: { en: 'Recipients of “{mailing}”', nb: 'Mottakere av «{mailing}»' },
  any: { en: 'Clicked in “{mailing}”', nb: 'Klikket i «{mailing}»' },
  none: { en: 'Did not click in “{mailing}”', nb: 'Klikket ikke i «{mailing}»' },
  links: {
    en: 'Recipients of “{mailing}” by what they clicked: {links}',
    nb: 'Mottakere av «{mailing}» etter hva de klikket på: {links}',
  },
  returned: { en: 'Came back from “{mailing}”', nb: 'Kom i retur fra «{mailing}»' },
  not: { en: 'not “{name}”', nb: 'ikke «{name}»' },
  chosen: { en: '{count, number} chosen', nb: '{count, number} valgte' },
  all: { en: 'machines too', nb: 'også maskiner' },
  people: { en: 'only clicks of people count', nb: 'bare klikk fra personer teller' },
} satisfies Texts;

/** Describes in words which people a filter selects. */
export function usePeopleText(): (filter: PeopleFilter, about: PeopleAbout) => string {
  const t = useTexts(texts);
  return (filter, about) => {
    const mailing = about.mailing?.name ?? '';
    const link = about.link?.name ?? '';
    const nameOf = (id: string) => about.links.find((one) => one.id === id)?.name ?? '';
    const who = (): string => {
      if (filter.of === 'link') return about.mailing ? t('linkIn', { link, mailing }) : t('link', { link });
      if (filter.clicked) return t(filter.clicked, { mailing });
      const links = [
        ...filter.with.map((id) => `«${nameOf(id)}»`),
        ...filter.without.map((id) => t('not', { name: nameOf(id) })),
      ].join(', ');
      if (links) return t('links', { mailing, links });
      return t(filter.state === 'returned' ? 'returned' : 'mailing', { mailing });
    };
    return [
      who(),
      filter.recipientIds && t('chosen', { count: filter.recipientIds.length }),
      filter.clicks === 'all' && t('all'),
      // Otherwise it is not clear whether those for whom a machine clicked are among them.
      filter.of === 'mailing' && filter.clicked === 'none' && filter.clicks === 'people' && t('people'),
    ]
      .filter(Boolean)
      .join(' · ');
  };
}
