import {
  type ApiKeyView,
  hasRight,
  KEY_SCOPES,
  type KeyScope,
  type NewApiKey,
  ROUTES,
} from '@linkflow/contracts';
import { Checkbox, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { confirmRequest } from '../../shared/confirm';
import { FormDialog } from '../../shared/form-dialog';
import { NewButton } from '../../shared/list/list-page';
import { MenuAction, RowMenu } from '../../shared/menu';
import { SectionTable } from '../../shared/short-table';
import { OneTimeDialog } from './one-time-dialog';
import { settingsTexts } from './settings.texts';

/** The user's API keys; for administrators those of all users. */
export function ApiKeysPage() {
  const t = useTexts(settingsTexts);
  const format = useFormat();
  const query = useRoute(ROUTES.apiKeys.list);
  const revoke = useCommand(ROUTES.apiKeys.revoke);
  const roles = useSession()?.roles ?? [];
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<NewApiKey | null>(null);
  const isExpired = ({ expiresAt }: ApiKeyView) => Date.parse(expiresAt) <= Date.now();
  const ask = ({ id, name }: ApiKeyView) =>
    confirmRequest({
      title: t('keys.revokeTitle', { name }),
      text: t('keys.revokeText'),
      confirm: t('keys.revoke'),
      request: () => revoke.mutateAsync({ params: { id } }),
      done: t('keys.revoked', { name }),
    });
  return (
    <>
      <SectionTable
        title={t('keys.title')}
        lead={t('keys.lead')}
        query={query}
        empty={t('keys.empty')}
        idOf={({ id }) => id}
        mutedOf={isExpired}
        action={<NewButton label={t('keys.new')} onClick={() => setCreating(true)} />}
        rowMenu={(key) => (
          <RowMenu name={key.name}>
            <MenuAction icon={IconTrash} danger onClick={() => ask(key)}>
              {t('keys.revoke')}
            </MenuAction>
          </RowMenu>
        )}
        columns={[
          { title: t('name'), render: ({ name }) => name },
          {
            title: t('keys.scopesTitle'),
            render: ({ scopes }) => <Scopes scopes={scopes} />,
          },
          ...(hasRight(roles, 'users:write')
            ? [{ title: t('keys.owner'), render: ({ owner }: ApiKeyView) => owner.name }]
            : []),
          {
            title: t('keys.expires'),
            render: (key) => (
              <>
                {format.date(key.expiresAt)}{' '}
                {isExpired(key) && (
                  <Text span size="xs" c="dimmed">
                    ({t('keys.expired')})
                  </Text>
                )}
              </>
            ),
          },
          {
            title: t('keys.lastUsed'),
            render: ({ lastUsedAt }) => (lastUsedAt ? format.dateTime(lastUsedAt) : t('keys.never')),
          },
        ]}
      />
      <NewKeyDialog
        opened={creating}
        onClose={() => setCreating(false)}
        onCreated={setCreated}
        available={KEY_SCOPES.filter((scope) => hasRight(roles, scope))}
      />
      <OneTimeDialog
        shown={
          created && {
            text: t('keys.shownText', { until: format.dateTime(created.key.expiresAt) }),
            value: created.token,
          }
        }
        onClose={() => setCreated(null)}
        title={t('keys.shownTitle')}
        copy={t('keys.copy')}
        copied={t('keys.copied')}
      />
    </>
  );
}

/** What a key may do. More than one scope opens on demand, also with the keyboard and on a touch screen. */
function Scopes({ scopes }: Pick<ApiKeyView, 'scopes'>) {
  const t = useTexts(settingsTexts);
  const names = scopes.map((scope) => t(`keys.scopes.${scope}`));
  if (names.length === 1) return names[0];
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>{t('keys.scopeCount', { count: names.length })}</summary>
      {names.map((name) => (
        <Text key={name} size="xs" c="dimmed">
          {name}
        </Text>
      ))}
    </details>
  );
}

const LIFETIMES = [7, 30, 90, 365];

interface NewKeyDialogProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (created: NewApiKey) => void;
  /** The scopes that the user may give: a key cannot do more than its owner. */
  available: readonly KeyScope[];
}

function NewKeyDialog({ opened, onClose, onCreated, available }: NewKeyDialogProps) {
  const t = useTexts(settingsTexts);
  const create = useCommand(ROUTES.apiKeys.create);
  return (
    <FormDialog<{ name: string; scopes: KeyScope[]; days: string }, NewApiKey>
      opened={opened}
      onClose={onClose}
      title={t('keys.new')}
      size="lg"
      submit={t('keys.create')}
      initial={{ name: '', scopes: ['data:read'], days: '90' }}
      validate={({ name, scopes }) => ({
        ...(name.trim() === '' && { name: t('nameMissing') }),
        ...(scopes.length === 0 && { scopes: t('keys.scopesMissing') }),
      })}
      onSubmit={({ name, scopes, days }) =>
        create.mutateAsync({ body: { name: name.trim(), scopes, expiresInDays: Number(days) } })
      }
      onDone={onCreated}
    >
      {(form) => (
        <>
          <TextInput
            label={t('name')}
            description={t('keys.nameHint')}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Select
            label={t('keys.expires')}
            allowDeselect={false}
            data={LIFETIMES.map((count) => ({ value: String(count), label: t('keys.days', { count }) }))}
            {...form.getInputProps('days')}
          />
          <Checkbox.Group label={t('keys.scopesTitle')} {...form.getInputProps('scopes')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="xs" mt={6}>
              {available.map((scope) => (
                <Checkbox key={scope} value={scope} label={t(`keys.scopes.${scope}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}
