import { ROUTES } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { routeKey, useRoute } from '../../../api/use-route';
import { useFormat, useTexts, type Texts } from '../../../i18n';
import { useLiveRefresh } from '../../../shared/live-refresh';

const texts = {
  link: {
    en: 'The counters were reset on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne ble nullstilt {time} av {name}. Klikk før det er ikke med her.',
  },
  ofMailing: {
    en: 'The counters of “{mailing}” were reset on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne for «{mailing}» ble nullstilt {time} av {name}. Klikk før det er ikke med her.',
  },
} satisfies Texts;

/** Shortest time between two loads while the link is clicked, ms. */
const REFRESH_MS = 3_000;

/** Explains numbers that are lower than before: the newest reset that took clicks away, when and by whom. */
export function ResetNote({ linkId }: { linkId: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const request = { params: { id: linkId } };
  useLiveRefresh([`link:${linkId}`], routeKey(ROUTES.links.resets, request), REFRESH_MS);
  const resets = useRoute(ROUTES.links.resets, request).data ?? [];
  const newest = resets.find(({ clickers, state }) => clickers > 0 || state === 'running');
  if (!newest) return null;
  const { at, by, mailing } = newest;
  const words = { time: format.dateTime(at), name: by.name };
  return (
    <Text size="sm" c="dimmed">
      {mailing ? t('ofMailing', { ...words, mailing: mailing.name }) : t('link', words)}
    </Text>
  );
}
