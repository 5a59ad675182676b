import {
  ROUTES,
  VERDICTS,
  WEBHOOK_EVENT_TYPES,
  WEBHOOK_FILTER_KINDS,
  type WebhookEventType,
  type WebhookFilterKind,
  type WebhookSubscriptionView,
} from '@linkflow/contracts';
import { Checkbox, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useCommand } from '../../../api/use-route';
import { SecretSelect } from '../../../canvas/inspector/fields/secret-field';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect } from '../../../shared/refs';
import { webhooksTexts } from './webhooks.texts';

/** Which clicks are sent, with the number of verdicts that this means: those of people come first. */
const CLICK_CHOICES = { people: 1, unsure: 2, all: 3 } as const;
type ClickChoice = keyof typeof CLICK_CHOICES;

interface Values extends Record<string, unknown> {
  name: string;
  url: string;
  types: WebhookEventType[];
  clicks: ClickChoice;
  filterKind: WebhookFilterKind | '';
  filter: string | null;
  secretId: string | null;
}

const initialOf = (webhook: WebhookSubscriptionView | null): Values => ({
  name: webhook?.name ?? '',
  url: webhook?.url ?? '',
  types: webhook?.types ?? [],
  clicks: webhook?.verdicts.includes('bot')
    ? 'all'
    : webhook?.verdicts.includes('suspect')
      ? 'unsure'
      : 'people',
  filterKind: webhook?.filter?.kind ?? '',
  filter: webhook?.filter?.target.id ?? null,
  secretId: webhook?.secret.id ?? null,
});

const bodyOf = ({ name, url, types, clicks, filterKind, filter, secretId }: Values) => ({
  name: name.trim(),
  url: url.trim(),
  types,
  verdicts: VERDICTS.slice(0, CLICK_CHOICES[clicks]),
  filter: filterKind !== '' && filter !== null ? { kind: filterKind, id: filter } : null,
  secretId: secretId ?? '',
});

interface WebhookDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The subscription to edit, or null to create one. */
  webhook: WebhookSubscriptionView | null;
}

/** The form of a webhook subscription. */
export function WebhookDialog({ opened, onClose, webhook }: WebhookDialogProps) {
  const t = useTexts(webhooksTexts);
  const c = useTexts(common);
  const create = useCommand(ROUTES.webhookSubscriptions.create);
  const update = useCommand(ROUTES.webhookSubscriptions.update);
  return (
    <FormDialog<Values>
      opened={opened}
      onClose={onClose}
      needs={ROUTES.webhookSubscriptions.create}
      size="lg"
      title={t(webhook ? 'edit' : 'new')}
      submit={c(webhook ? 'save' : 'create')}
      initial={initialOf(webhook)}
      validate={({ name, url, types, filterKind, filter, secretId }) => ({
        ...(name.trim() === '' && { name: c('nameMissing') }),
        ...(url.trim() === '' && { url: t('urlMissing') }),
        ...(types.length === 0 && { types: t('eventsMissing') }),
        ...(filterKind !== '' && filter === null && { filter: t('filterMissing') }),
        ...(secretId === null && { secretId: t('secretMissing') }),
      })}
      onSubmit={(values) => {
        const body = bodyOf(values);
        return webhook
          ? update.mutateAsync({ params: { id: webhook.id }, body })
          : create.mutateAsync({ body });
      }}
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={t('url')}
            description={t('urlHint')}
            placeholder="https://"
            inputMode="url"
            spellCheck={false}
            maxLength={2_000}
            {...form.getInputProps('url')}
          />
          <Checkbox.Group label={t('events')} {...form.getInputProps('types')}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="xs" mt={6}>
              {WEBHOOK_EVENT_TYPES.map((type) => (
                <Checkbox key={type} value={type} label={t(`types.${type}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {form.values.types.some((type) => type.startsWith('click.')) && (
              <Select
                label={t('clicks')}
                allowDeselect={false}
                data={(Object.keys(CLICK_CHOICES) as ClickChoice[]).map((value) => ({
                  value,
                  label: t(`clickChoices.${value}`),
                }))}
                {...form.getInputProps('clicks')}
              />
            )}
            <Select
              label={t('filter')}
              allowDeselect={false}
              data={[
                { value: '', label: t('everything') },
                ...WEBHOOK_FILTER_KINDS.map((kind) => ({ value: kind, label: t(`filters.${kind}`) })),
              ]}
              value={form.values.filterKind}
              onChange={(kind) => {
                form.setFieldValue('filterKind', WEBHOOK_FILTER_KINDS.find((one) => one === kind) ?? '');
                form.setFieldValue('filter', null);
              }}
              error={form.values.filterKind === '' ? form.errors.filter : undefined}
            />
            {form.values.filterKind !== '' && (
              <RefSelect
                key={form.values.filterKind}
                kind={form.values.filterKind}
                label={t(`filters.${form.values.filterKind}`)}
                searchable
                {...form.getInputProps('filter')}
              />
            )}
          </SimpleGrid>
          <SecretSelect of="signing" label={t('secret')} {...form.getInputProps('secretId')} />
        </>
      )}
    </FormDialog>
  );
}
