import { ROUTES, type LinkUses } from '@linkflow/contracts';
import { Alert, List, Skeleton, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { linkUsesTexts } from './link-uses.texts';

/** Says in one sentence in how many mailings a link is used. */
export function LinkUsesLine({ linkId }: { linkId: string }) {
  const t = useTexts(linkUsesTexts);
  const { data, error } = useRoute(ROUTES.links.uses, { params: { id: linkId } });
  if (!data)
    return error ? (
      <>{t('failed')}</>
    ) : (
      <Skeleton component="span" height={10} width={140} display="inline-block" />
    );
  const { sent, unsent, forms, links } = data;
  if (sent + unsent === 0) return <>{t('none')}</>;
  const senders = forms.length + links.length;
  return (
    <>
      {t('used', { total: sent + unsent, sent })} {senders > 0 && t('senders', { count: senders })}
    </>
  );
}

/** Steps of the link that undo those of other links of the same mailings, or each other. */
export function LinkConflicts({ conflicts }: Pick<LinkUses, 'conflicts'>) {
  const t = useTexts(linkUsesTexts);
  const text = useText();
  if (conflicts.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('conflicts')}
      data-testid="link-conflicts"
    >
      <List size="sm" spacing={4}>
        {conflicts.map((conflict) => (
          <List.Item key={text(conflict.text)}>{text(conflict.text)}.</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Says before a link is published where it is used, and what the change means for messages that were sent. */
export function UsesBeforePublishing({ linkId }: { linkId: string }) {
  const t = useTexts(linkUsesTexts);
  const { data } = useRoute(ROUTES.links.uses, { params: { id: linkId } });
  if (!data || data.sent + data.unsent === 0)
    return data ? <LinkConflicts conflicts={data.conflicts} /> : null;
  return (
    <>
      <Text size="sm">
        {t('used', { total: data.sent + data.unsent, sent: data.sent })} {data.sent > 0 && t('change')}
      </Text>
      <LinkConflicts conflicts={data.conflicts} />
    </>
  );
}
