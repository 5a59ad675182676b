import { RECIPIENT_STATES, VERDICTS, type RecipientQuery, type Ref } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { useTexts } from '../../i18n';
import { ChoiceFilter } from '../../shared/list/filters';
import type { ListState } from '../../shared/list/list-state';
import type { ListSearch } from '../../shared/search';
import { useStateNames } from './recipient-columns';
import { recipientTexts } from './recipients.texts';

interface RecipientFiltersProps {
  list: ListState<ListSearch & Pick<RecipientQuery, 'state' | 'sourceId' | 'linkId' | 'clicked'>>;
  /** The tracked links of the mailing. */
  links: readonly Ref[];
  /** Whether the sending has started. Nobody can have clicked before. */
  started: boolean;
}

/** Filters of the recipients of a mailing: by state, clicked link, and verdict of the clicks. */
export function RecipientFilters({ list, links, started }: RecipientFiltersProps) {
  const t = useTexts(recipientTexts);
  const stateName = useStateNames();
  const { sourceId, linkId, clicked } = list.search;
  const linkNames = new Map(links.map(({ id, name }) => [id, name]));
  return (
    <>
      <ChoiceFilter
        list={list}
        name="state"
        label={t('state')}
        any={t('anyState')}
        width={220}
        choices={RECIPIENT_STATES}
        labelOf={stateName}
      />
      {((started && linkNames.size > 0) || linkId) && (
        <ChoiceFilter
          list={list}
          name="linkId"
          label={t('clickedLink')}
          any={t('anyLink')}
          width={200}
          choices={[...linkNames.keys()]}
          labelOf={(id) => linkNames.get(id) ?? ''}
        />
      )}
      {(started || clicked) && (
        <ChoiceFilter
          list={list}
          name="clicked"
          label={t('clicked')}
          any={t('anyClicked')}
          width={200}
          choices={VERDICTS}
          labelOf={(verdict) => t(`clickedBy.${verdict}`)}
        />
      )}
      {sourceId && (
        <Button size="xs" variant="light" onClick={() => list.set({ sourceId: undefined })}>
          {t('showAll')}
        </Button>
      )}
    </>
  );
}
