import { ROUTES, hasStarted } from '@linkflow/contracts';
import { List, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { formTexts } from './forms.texts';

/** Entries of each kind that are named. */
const MAX_NAMED = 8;

/** Where a form is used: links, the mailings with these links, and websites. */
export function FormUsesList({ formId }: { formId: string }) {
  const t = useTexts(formTexts);
  const { data, error } = useRoute(ROUTES.forms.uses, { params: { id: formId } });
  if (!data) return error ? <Text size="sm">{t('uses.failed')}</Text> : <Skeleton height={40} radius="md" />;
  const { links, mailings, sites } = data;
  if (links.length + mailings.length + sites.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('uses.none')}
      </Text>
    );
  return (
    <Stack gap="xs">
      <Named title={t('uses.links')} of={links}>
        {({ id, name }) => (
          <TextLink inherit to="/links/$linkId" params={{ linkId: id }}>
            {name}
          </TextLink>
        )}
      </Named>
      <Named title={t('uses.mailings')} of={mailings}>
        {({ id, name, state }) => (
          <>
            <TextLink inherit to="/mailings/$mailingId" params={{ mailingId: id }}>
              {name}
            </TextLink>
            {hasStarted(state) && ` (${t('uses.sent')})`}
          </>
        )}
      </Named>
      <Named title={t('uses.sites')} of={sites.map((site) => ({ id: site, name: site }))}>
        {({ name }) => name}
      </Named>
    </Stack>
  );
}

interface NamedProps<T> {
  title: string;
  of: readonly T[];
  children: (one: T) => ReactNode;
}

function Named<T extends { id: string }>({ title, of, children }: NamedProps<T>) {
  const t = useTexts(formTexts);
  if (of.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {of.slice(0, MAX_NAMED).map((one) => (
          <List.Item key={one.id}>{children(one)}</List.Item>
        ))}
        {of.length > MAX_NAMED && <List.Item>{t('uses.more', { count: of.length - MAX_NAMED })}</List.Item>}
      </List>
    </div>
  );
}
