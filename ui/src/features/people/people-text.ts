import type { PeopleAbout, PeopleFilter } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { peopleTexts } from './people.texts';

/** Describes in words which people a filter selects. */
export function usePeopleText(): (filter: PeopleFilter, about: PeopleAbout) => string {
  const t = useTexts(peopleTexts);
  return (filter, about) => {
    const mailing = about.mailing?.name ?? '';
    const link = about.link?.name ?? '';
    const nameOf = (id: string) => about.links.find((one) => one.id === id)?.name ?? '';
    const who = (): string => {
      if (filter.of === 'link')
        return about.mailing ? t('of.linkIn', { link, mailing }) : t('of.link', { link });
      if (filter.clicked) return t(`of.${filter.clicked}`, { mailing });
      const links = [
        ...filter.with.map((id) => `«${nameOf(id)}»`),
        ...filter.without.map((id) => t('of.not', { name: nameOf(id) })),
      ].join(', ');
      if (links) return t('of.links', { mailing, links });
      return t(filter.state === 'returned' ? 'of.returned' : 'of.mailing', { mailing });
    };
    return [
      who(),
      filter.recipientIds && t('of.chosen', { count: filter.recipientIds.length }),
      filter.clicks === 'all' && t('of.all'),
    ]
      .filter(Boolean)
      .join(' · ');
  };
}
