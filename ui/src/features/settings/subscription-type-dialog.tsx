import { ROUTES, pick, type SpecialLink, type SubscriptionType } from '@linkflow/contracts';
import { Button, Group, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useCommand } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { settingsTexts } from './settings.texts';
import { subscriptionTypeTexts } from './subscription-types.texts';

const LINKS = ['unsubscribe', 'subscriptions', 'view-online'] as const satisfies readonly SpecialLink[];

interface Values extends Record<string, unknown> {
  nameEn: string;
  nameNb: string;
  descriptionEn: string;
  descriptionNb: string;
  requiresUnsubscribe: boolean;
  requiresConsent: boolean;
  footer: string;
}

interface SubscriptionTypeDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The type to edit, or null to create one. */
  type: SubscriptionType | null;
}

export function SubscriptionTypeDialog({ opened, onClose, type }: SubscriptionTypeDialogProps) {
  const t = useTexts(settingsTexts);
  const create = useCommand(ROUTES.subscriptionTypes.create);
  const update = useCommand(ROUTES.subscriptionTypes.update);
  const missing = t('nameMissing');
  return (
    <FormDialog<Values>
      opened={opened}
      onClose={onClose}
      size="lg"
      title={type ? t('subscriptionTypes.edit') : t('subscriptionTypes.new')}
      submit={type ? t('save') : t('subscriptionTypes.create')}
      initial={{
        nameEn: type?.name.en ?? '',
        nameNb: type?.name.nb ?? '',
        descriptionEn: type?.description.en ?? '',
        descriptionNb: type?.description.nb ?? '',
        requiresUnsubscribe: type?.requiresUnsubscribe ?? true,
        requiresConsent: type?.requiresConsent ?? false,
        footer: type?.footer ?? '',
      }}
      validate={({ nameEn, nameNb }) => ({
        ...(nameNb.trim() === '' && { nameNb: missing }),
        ...(nameEn.trim() === '' && { nameEn: missing }),
      })}
      onSubmit={({ nameEn, nameNb, descriptionEn, descriptionNb, ...rules }) => {
        const body = {
          ...rules,
          name: { en: nameEn.trim(), nb: nameNb.trim() },
          description: { en: descriptionEn.trim(), nb: descriptionNb.trim() },
        };
        return type ? update.mutateAsync({ params: { id: type.id }, body }) : create.mutateAsync({ body });
      }}
    >
      {(form) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput
              label={t('subscriptionTypes.nameNb')}
              description={t('subscriptionTypes.nameHint')}
              maxLength={100}
              data-autofocus
              {...form.getInputProps('nameNb')}
            />
            <TextInput
              label={t('subscriptionTypes.nameEn')}
              description={t('subscriptionTypes.nameHint')}
              maxLength={100}
              {...form.getInputProps('nameEn')}
            />
            <TextInput
              label={t('subscriptionTypes.descriptionNb')}
              description={t('subscriptionTypes.descriptionHint')}
              maxLength={300}
              {...form.getInputProps('descriptionNb')}
            />
            <TextInput
              label={t('subscriptionTypes.descriptionEn')}
              description={t('subscriptionTypes.descriptionHint')}
              maxLength={300}
              {...form.getInputProps('descriptionEn')}
            />
          </SimpleGrid>
          <Switch
            label={t('subscriptionTypes.needsUnsubscribe')}
            description={t('subscriptionTypes.needsUnsubscribeHint')}
            {...form.getInputProps('requiresUnsubscribe', { type: 'checkbox' })}
          />
          <Switch
            label={t('subscriptionTypes.needsConsent')}
            description={t('subscriptionTypes.needsConsentHint')}
            {...form.getInputProps('requiresConsent', { type: 'checkbox' })}
          />
          <Textarea
            label={t('subscriptionTypes.footer')}
            description={t('subscriptionTypes.footerHint')}
            autosize
            minRows={3}
            maxRows={10}
            maxLength={20_000}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            {...form.getInputProps('footer')}
          />
          <SpecialLinks
            onInsert={(html) =>
              form.setFieldValue('footer', (footer) => (footer === '' ? html : `${footer}\n${html}`))
            }
          />
        </>
      )}
    </FormDialog>
  );
}

/** Buttons that insert the links which every recipient has. Their words are in the language of the page. */
function SpecialLinks({ onInsert }: { onInsert: (html: string) => void }) {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  return (
    <Group gap="xs" role="group" aria-label={t('subscriptionTypes.insert')}>
      {LINKS.map((link) => (
        <Button
          key={link}
          size="compact-sm"
          variant="default"
          leftSection={<IconLink size={14} aria-hidden />}
          onClick={() =>
            onInsert(
              `<p><a href="{{link:${link}}}">${pick(subscriptionTypeTexts.links[link], language)}</a></p>`,
            )
          }
        >
          {t(`subscriptionTypes.links.${link}`)}
        </Button>
      ))}
    </Group>
  );
}
