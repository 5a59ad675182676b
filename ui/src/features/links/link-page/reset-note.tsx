import { ROUTES } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { routeKey, useRoute } from '../../../api/use-route';
import { useFormat, useTexts } from '../../../i18n';
import { useLiveRefresh } from '../../../shared/live-refresh';
import { resetNoteTexts } from './reset-note.texts';

/** Shortest time between two loads while the link is clicked, ms. */
const REFRESH_MS = 3_000;

/** Tells about the newest reset that took clicks away why the numbers are lower than those that colleagues remember. */
export function ResetNote({ linkId }: { linkId: string }) {
  const t = useTexts(resetNoteTexts);
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
