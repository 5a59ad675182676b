import { ROUTES, type Condition } from '@linkflow/contracts';
import { Skeleton, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { TextLink } from '../../../shared/anchors';
import { LoadFailure } from '../../../shared/load-failure';
import classes from './criteria.module.css';
import { criteriaTexts } from './criteria.texts';

/** Looking through all contacts takes a while, so it is not begun with each typed character. */
const PAUSE_MS = 500;

interface MatchesProps {
  /** Null if they are not complete. */
  criteria: Condition | null;
  /** Why there is nothing to show, if there are no criteria. */
  reason: string;
}

/** How many contacts meet criteria now, and the first of them. */
export function Matches({ criteria, reason }: MatchesProps) {
  const t = useTexts(criteriaTexts);
  const c = useTexts(common);
  const [asked] = useDebouncedValue(criteria, PAUSE_MS);
  const query = useQuery({
    queryKey: [...routeKey(ROUTES.selections.preview), asked],
    queryFn: ({ signal }) =>
      send(ROUTES.selections.preview, { body: { criteria: asked ?? { all: [] } }, signal }),
    enabled: criteria !== null && asked !== null,
    placeholderData: keepPreviousData,
  });
  if (criteria === null)
    return (
      <Text size="sm" c="dimmed">
        {reason}
      </Text>
    );
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={120} />;
  const { count, complete, contacts } = query.data;
  const left = count - contacts.length;
  return (
    <div aria-busy={query.isFetching} style={{ opacity: query.isPlaceholderData ? 0.5 : 1 }}>
      <Title order={2} size="sm" aria-live="polite">
        {count === 0 && complete ? t('nobody') : t(complete ? 'count' : 'atLeast', { count })}
      </Title>
      <ul className={classes.people}>
        {contacts.map(({ id, name, email }) => (
          <li key={id}>
            <TextLink to="/contacts/$id" params={{ id }} c="inherit">
              {name === '' ? c('unnamed') : name}
            </TextLink>
            <Text span size="xs" c="dimmed">
              {email}
            </Text>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {complete ? t('more', { count: left }) : t('evenMore')}
        </Text>
      )}
    </div>
  );
}
