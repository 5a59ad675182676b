import { ROUTES, pick, type SubscriptionType } from '@linkflow/contracts';
import { Group, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { NewButton } from '../../shared/list/list-page';
import { MenuAction, RetireAction, RowMenu } from '../../shared/menu';
import { SectionTable } from '../../shared/short-table';
import { settingsTexts } from './settings.texts';
import { SubscriptionTypeDialog } from './subscription-type-dialog';

export function SubscriptionTypesPage() {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const query = useRoute(ROUTES.subscriptionTypes.list);
  const [edited, setEdited] = useState<SubscriptionType | 'new' | null>(null);
  const mayEdit = useCan()(ROUTES.subscriptionTypes.update);
  return (
    <>
      <SectionTable
        title={t('subscriptionTypes.title')}
        lead={t('subscriptionTypes.lead')}
        query={query}
        empty={t('subscriptionTypes.empty')}
        action={mayEdit && <NewButton label={t('subscriptionTypes.new')} onClick={() => setEdited('new')} />}
        idOf={({ id }) => id}
        mutedOf={({ retired }) => retired}
        rowMenu={
          mayEdit
            ? (type) => (
                <RowMenu name={pick(type.name, language)}>
                  <MenuAction icon={IconPencil} onClick={() => setEdited(type)}>
                    {t('edit')}
                  </MenuAction>
                  <RetireAction
                    resource="subscriptionTypes"
                    entry={{ id: type.id, name: pick(type.name, language), deleted: type.retired }}
                  />
                </RowMenu>
              )
            : undefined
        }
        columns={[
          { title: t('name'), render: (type) => <Name type={type} /> },
          { title: t('subscriptionTypes.rules'), render: (type) => <Rules type={type} /> },
          {
            title: t('subscriptionTypes.footer'),
            render: ({ footer }) =>
              t(footer.trim() === '' ? 'subscriptionTypes.noFooter' : 'subscriptionTypes.hasFooter'),
          },
        ]}
      />
      <SubscriptionTypeDialog
        opened={edited !== null}
        type={edited === 'new' ? null : edited}
        onClose={() => setEdited(null)}
      />
    </>
  );
}

function Name({ type: { name, description } }: { type: SubscriptionType }) {
  const language = useLanguage();
  const detail = pick(description, language);
  return (
    <>
      <Text inherit lineClamp={2}>
        {pick(name, language)}
      </Text>
      {detail !== '' && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {detail}
        </Text>
      )}
    </>
  );
}

function Rules({ type: { requiresUnsubscribe, requiresConsent } }: { type: SubscriptionType }) {
  const t = useTexts(settingsTexts);
  if (!requiresUnsubscribe && !requiresConsent)
    return (
      <Text size="sm" c="dimmed">
        {t('subscriptionTypes.noRules')}
      </Text>
    );
  return (
    <Group gap="2px 12px">
      {requiresUnsubscribe && <Text size="sm">{t('subscriptionTypes.needsUnsubscribe')}</Text>}
      {requiresConsent && <Text size="sm">{t('subscriptionTypes.needsConsent')}</Text>}
    </Group>
  );
}
