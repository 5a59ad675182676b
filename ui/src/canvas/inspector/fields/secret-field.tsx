import { Button, Group, PasswordInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { ROUTES, type IssuedWebhookSecret, type WebhookSecretKind } from '@linkflow/contracts';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { OneTimeDialog } from '../../../features/settings/one-time-dialog';
import { useTexts } from '../../../i18n';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect, useLookupNames, type RefSelectProps } from '../../../shared/refs';
import { webhookTexts } from '../../texts/webhook';

type SecretSelectProps = Omit<RefSelectProps, 'kind'> & { of: WebhookSecretKind };

/**
 * Selects a secret of webhooks, creates one, or replaces the selected one. The value of a secret to sign with is shown once, after it was made;
 * that of a header is written by the user and never shown.
 */
export function SecretSelect({ of, ...props }: SecretSelectProps) {
  const t = useTexts(webhookTexts);
  const can = useCan();
  const [open, setOpen] = useState<'create' | 'rotate' | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const { value = null, disabled = false } = props;
  const name = useLookupNames('webhook-secret', value === null ? [] : [value]).data?.find(
    ({ id, missing }) => id === value && !missing,
  )?.label;
  // A form can have several fields for secrets.
  const named = (key: 'secret.create' | 'secret.rotate') =>
    typeof props.label === 'string' ? `${props.label}: ${t(key)}` : undefined;
  const close = () => setOpen(null);
  const issued = ({ value: secret }: IssuedWebhookSecret) => setShown(secret);
  return (
    <div>
      <RefSelect {...props} kind="webhook-secret" type={of} />
      {!disabled && can(ROUTES.webhookSecrets.create) && (
        <Group gap={4} mt={4}>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={13} aria-hidden />}
            aria-label={named('secret.create')}
            onClick={() => setOpen('create')}
          >
            {t('secret.create')}
          </Button>
          {name !== undefined && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconRefresh size={13} aria-hidden />}
              aria-label={named('secret.rotate')}
              onClick={() => setOpen('rotate')}
            >
              {t('secret.rotate')}
            </Button>
          )}
        </Group>
      )}
      <NewSecretDialog
        of={of}
        opened={open === 'create'}
        onClose={close}
        onDone={(created) => {
          const { id, name: label } = created.secret;
          props.onChange(id, { id, label });
          issued(created);
        }}
      />
      {value !== null && (
        <RotateDialog
          {...{ of, id: value, name: name ?? '' }}
          opened={open === 'rotate'}
          onClose={close}
          onDone={issued}
        />
      )}
      <OneTimeDialog
        shown={shown === null ? null : { text: t('secret.shownText'), value: shown }}
        onClose={() => setShown(null)}
        title={t('secret.shownTitle')}
        copy={t('secret.copy')}
        copied={t('secret.copied')}
      />
    </div>
  );
}

interface SecretDialogProps {
  of: WebhookSecretKind;
  opened: boolean;
  onClose: () => void;
  onDone: (issued: IssuedWebhookSecret) => void;
}

function NewSecretDialog({ of, ...dialog }: SecretDialogProps) {
  const t = useTexts(webhookTexts);
  const create = useCommand(ROUTES.webhookSecrets.create);
  return (
    <FormDialog<{ name: string; header: string; value: string }, IssuedWebhookSecret>
      {...dialog}
      needs={ROUTES.webhookSecrets.create}
      title={t('secret.create')}
      submit={t('secret.submit')}
      initial={{ name: '', header: 'Authorization', value: '' }}
      validate={({ name, header, value }) => ({
        ...(name.trim() === '' && { name: t('secret.nameMissing') }),
        ...(of === 'header' && header.trim() === '' && { header: t('secret.headerMissing') }),
        ...(of === 'header' && value.trim() === '' && { value: t('secret.valueMissing') }),
      })}
      onSubmit={({ name, header, value }) =>
        create.mutateAsync({
          body:
            of === 'signing'
              ? { kind: of, name: name.trim() }
              : { kind: of, name: name.trim(), header: header.trim(), value: value.trim() },
        })
      }
    >
      {(form) => (
        <>
          <TextInput
            label={t('secret.name')}
            description={t('secret.nameHint')}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          {of === 'header' && (
            <>
              <TextInput label={t('secret.header')} maxLength={80} {...form.getInputProps('header')} />
              <SecretValue {...form.getInputProps('value')} />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

function RotateDialog({ of, id, name, ...dialog }: SecretDialogProps & { id: string; name: string }) {
  const t = useTexts(webhookTexts);
  const rotate = useCommand(ROUTES.webhookSecrets.rotate);
  return (
    <FormDialog<{ value: string }, IssuedWebhookSecret>
      {...dialog}
      needs={ROUTES.webhookSecrets.rotate}
      title={t('secret.rotateTitle', { name })}
      submit={t('secret.rotateSubmit')}
      initial={{ value: '' }}
      validate={({ value }) =>
        of === 'header' && value.trim() === '' ? { value: t('secret.valueMissing') } : {}
      }
      onSubmit={({ value }) =>
        rotate.mutateAsync({ params: { id }, body: of === 'header' ? { value: value.trim() } : {} })
      }
    >
      {(form) => (
        <>
          <Text size="sm">{t(of === 'header' ? 'secret.rotateHeader' : 'secret.rotateSigning')}</Text>
          {of === 'header' && <SecretValue {...form.getInputProps('value')} />}
        </>
      )}
    </FormDialog>
  );
}

function SecretValue(props: object) {
  const t = useTexts(webhookTexts);
  return (
    <PasswordInput
      label={t('secret.value')}
      description={t('secret.valueHint')}
      maxLength={4_000}
      // A password manager would fill in, or store, the password of this system.
      autoComplete="off"
      data-1p-ignore
      {...props}
    />
  );
}
