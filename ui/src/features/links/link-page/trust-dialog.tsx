import { HOLD_MINUTES, ROUTES, type LinkDetail, type LinkTrust } from '@linkflow/contracts';
import { NumberInput, Select, Text } from '@mantine/core';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { FormDialog } from '../../../shared/form-dialog';
import { toast } from '../../../shared/toast';
import { trustTexts } from './trust-dialog.texts';

const CHOICES = ['standard', 'lenient', 'normal', 'strict', 'off'] as const;
type Choice = (typeof CHOICES)[number];

interface TrustDialogProps {
  link: Pick<LinkDetail, 'id' | 'trust'>;
  opened: boolean;
  onClose: () => void;
}

type Values = { strictness: Choice; holdMinutes: number | '' };

const trustOf = ({ strictness, holdMinutes }: Values): LinkTrust => ({
  strictness: strictness === 'standard' ? null : strictness,
  holdMinutes: holdMinutes === '' ? null : holdMinutes,
});

/** Sets how clicks on a link are treated of which it is not clear whether a person made them. */
export function TrustDialog({ link, opened, onClose }: TrustDialogProps) {
  const t = useTexts(trustTexts);
  const c = useTexts(common);
  const update = useCommand(ROUTES.links.update);
  const initial: Values = {
    strictness: link.trust.strictness ?? 'standard',
    holdMinutes: link.trust.holdMinutes ?? '',
  };
  return (
    <FormDialog
      needs={ROUTES.links.update}
      opened={opened}
      onClose={onClose}
      title={t('title')}
      submit={c('save')}
      size="md"
      initial={initial}
      validate={({ holdMinutes: minutes }) => ({
        holdMinutes:
          minutes !== '' && (minutes < HOLD_MINUTES.min || minutes > HOLD_MINUTES.max)
            ? t('outside')
            : undefined,
      })}
      onSubmit={(values) => update.mutateAsync({ params: { id: link.id }, body: { trust: trustOf(values) } })}
      onDone={() => toast(t('saved'))}
    >
      {(form) => (
        <>
          <Text size="sm">{t('lead')}</Text>
          <Select
            label={t('strictness')}
            description={t(`about.${form.values.strictness}`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={CHOICES.map((value) => ({ value, label: t(`choices.${value}`) }))}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps('strictness')}
          />
          {form.values.strictness !== 'off' && (
            <NumberInput
              label={t('minutes')}
              description={t('minutesHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDecimal={false}
              {...form.getInputProps('holdMinutes')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
